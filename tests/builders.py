"""What tests put on a desk, each record through its service, hostile and Chinese by default."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from servicedesk.services.calls import LoggedCall, NewCall
from servicedesk.services.case_rows import NewCase
from servicedesk.services.context import Clock
from servicedesk.services.customers import NewCustomer
from servicedesk.services.desk import Desk
from servicedesk.services.followups import NewFollowUp
from servicedesk.services.remedies import NewRemedy
from servicedesk.settings import Settings

NOW = datetime(2026, 11, 20, 1, 12, tzinfo=UTC)
"""A Friday, 09:12 in the zone of the tests' desk."""

HOSTILE = "[/] [@click=app.quit]漏水[/] \x1b]52;c;AAAA\x07 %d {name} ' \" ; -- \u202e"


@dataclass
class FixedTime:
    """A clock that stands still until it is told to go on."""

    moment: datetime = NOW

    def __call__(self) -> datetime:
        """The time it stands at."""
        return self.moment

    def advance(self, **span: float) -> datetime:
        """Let `hours=1` or the like pass."""
        self.moment += timedelta(**span)
        return self.moment


def open_desk(path: Path, time: FixedTime | None = None, **flags: object) -> Desk:
    """The desk at `path` as anna in Shanghai sees it; `flags` as Settings.load takes them."""
    usual = {"timezone": "Asia/Shanghai", "actor": "anna", "lang": "en", "holidays": "none"}
    settings = Settings.load({}, **{**usual, **flags})
    return Desk.open(settings, path=path, clock=Clock(time or FixedTime()))


def given_customer(desk: Desk, name: str = "李伟 [b]", phone: str = "138 0000 1111", **fields: Any) -> int:
    """A customer; `emails`, `contacts` and `tags` as NewCustomer takes them, other fields by name."""
    lists = {part: fields.pop(part) for part in ("emails", "contacts", "tags") if part in fields}
    phones = [phone] if phone else []
    return desk.customers.add(NewCustomer({"name": name, **fields}, phones=phones, **lists)).id


def given_case(desk: Desk, subject: str = "[/] 空调漏水", **fields: Any) -> int:
    """A complaint unless `kind` says otherwise; fields as NewCase takes them."""
    return desk.cases.open(NewCase(subject, **fields)).id


def given_call(
    desk: Desk, who: str = "李伟 138 0000 1111", summary: str = "空调[/]漏水", **fields: Any
) -> LoggedCall:
    """A call; fields as NewCall takes them."""
    return desk.calls.log(NewCall(who, summary, **fields))


def given_followup(desk: Desk, due_at: datetime | None = None, **fields: Any) -> int:
    """A follow-up, due an hour from now unless told; fields as NewFollowUp takes them."""
    purpose = fields.pop("purpose", "回访 [b]")
    due = due_at or desk.clock.now() + timedelta(hours=1)
    return desk.followups.book(NewFollowUp(due, purpose=purpose, **fields)).id


def meet_gates(desk: Desk, case_id: int) -> None:
    """Record what a told complaint lacks to be closed: steps, cause, remedy carried out, and so on."""
    steps = [step.id for step in desk.cases.dossier(case_id).steps if step.done_at is None]
    if steps:
        desk.checklists.tick(case_id, steps)
    desk.complaints.set_cause([case_id], desk.complaints.causes()[0])
    desk.remedies.add([case_id], NewRemedy("apology", "登门道歉 [b]"))
    for remedy in desk.cases.dossier(case_id).remedies:
        if remedy.done_at is None and remedy.kind != "none":
            desk.remedies.finish(case_id, remedy.id)
    desk.complaints.answer([case_id], True)
    desk.complaints.waive_followup([case_id], "客户不要回访 [/]")


def allow_any_cause(desk: Desk) -> None:
    """Have a desk without a list of causes, on which every text is one."""
    desk.policies.set("causes", "retired = []\n")


def dump(desk: Desk, *, without: tuple[str, ...] = ("version", "updated_at")) -> dict[str, list[Any]]:
    """Every row of every table but events, sums and the stamp of the clock cache, with its search rows."""
    found: dict[str, list[Any]] = {}
    with desk.reading() as db:
        tables = db.execute("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name").fetchall()
        for (table,) in tables:
            if table in {"events", "sqlite_sequence", "clock_stamp", "row_sums"} or ("_search_" in table):
                continue
            # Search tables have no column of their own to sort by.
            cursor = db.execute(f"SELECT rowid, * FROM {table} ORDER BY rowid")
            names = [column[0] for column in cursor.description]
            kept = [place for place, name in enumerate(names) if name not in without]
            found[table] = [tuple(row[place] for place in kept) for row in cursor.fetchall()]
    return found
