"""Since when a document of rules judges: a change holds from a time on, and the past by what held then."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from servicedesk.domain.policies import IN_TIME, POLICIES
from servicedesk.domain.text import clean_line
from servicedesk.storage.moments import stored

if TYPE_CHECKING:
    from servicedesk.storage.transaction import Transaction

BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
"""From the beginning: the past is judged by it too."""


_FROM_THE_BEGINNING = frozenset(
    {"beginning", "the beginning", "from the beginning", "最初", "从最初", "从头", "一开始"}
)


def since_when(text: str, read: Callable[[str], datetime]) -> datetime | None:
    """From when a change of rules is to hold, as typed; None for nothing typed. `read` reads times."""
    line = clean_line(text)
    if not line:
        return None
    return BEGINNING if line.casefold() in _FROM_THE_BEGINNING else read(line)


class _Version(NamedTuple):
    id: int
    valid_from: str | None
    body: str


def judges_otherwise(name: str, one: str, other: str) -> bool:
    """Whether two texts of these rules would judge a past differently; comments and dated days do not."""
    if name not in IN_TIME or one == other:
        return False
    parse = POLICIES[name].parse
    return bool(_standing(name, parse(one)) != _standing(name, parse(other)))


def decided(transaction: "Transaction", since: datetime | None) -> datetime:
    """From when a change holds; where nobody said it, now, unless there is nothing yet to be judged."""
    if since is not None:
        return since
    return transaction.now if transaction.rows("SELECT 1 FROM cases LIMIT 1") else BEGINNING


def keep(
    transaction: "Transaction", name: str, text: str, since: datetime | None, verb: str = "policy.set"
) -> None:
    """Let a sound text hold from `since` on, see decided().

    What was to hold from a later time on is replaced; what held before stays for its time.
    """
    found = transaction.unlogged.find("policies", name=name)
    held = found["body"] if found else POLICIES[name].default()
    valid_from = found["valid_from"] if found else None
    if judges_otherwise(name, held, text) or (since is not None and name in IN_TIME):
        valid_from = _split(transaction, name, _Version(0, valid_from, held), text, since)
    elif text == held:
        return
    values = {"body": text, "valid_from": valid_from}
    if found is None:
        if text == held and valid_from is None:
            return
        # The number of the next change: no version comes twice, though a row was taken away between.
        ((version,),) = transaction.rows("SELECT coalesce(max(id), 0) + 1 FROM events")
        values |= {"name": name, "version": version, "updated_at": stored(transaction.now)}
        policy_id = transaction.insert("policies", values)
    else:
        policy_id = int(found["id"])
        transaction.update("policies", policy_id, values)
    transaction.record(f"{verb}.{name}", "policy", policy_id)


def go_back(transaction: "Transaction", name: str, since: datetime | None) -> None:
    """Let the shipped text hold from `since` on, see decided(); from the beginning nothing is kept."""
    found = transaction.unlogged.find("policies", name=name)
    if found is None:
        return
    shipped, earlier = POLICIES[name].default(), _earlier(transaction, name)
    is_judged = bool(earlier) or judges_otherwise(name, found["body"], shipped)
    if is_judged and decided(transaction, since) > BEGINNING:
        keep(transaction, name, shipped, since, "policy.reset")
        return
    for version in earlier:
        transaction.delete("policy_versions", version.id)
    transaction.delete("policies", found["id"])
    transaction.record(f"policy.reset.{name}", "policy", found["id"])


def _split(
    transaction: "Transaction", name: str, last: _Version, text: str, since: datetime | None
) -> str | None:
    """Keep what holds until `since`, and take away what would hold later; since when `text` holds then."""
    begins = decided(transaction, since)
    moment = stored(begins) if begins > BEGINNING else None
    versions = _earlier(transaction, name)
    gone = [each for each in versions if not _is_before(each.valid_from, moment)]
    kept = [each for each in (*versions, last) if _is_before(each.valid_from, moment)]
    # Where the same holds before, there is one time of it.
    while kept and not judges_otherwise(name, kept[-1].body, text):
        moment = kept[-1].valid_from
        gone.append(kept.pop())
    for each in gone:
        if each.id:
            transaction.delete("policy_versions", each.id)
    if last in kept:
        transaction.insert(
            "policy_versions", {"name": name, "valid_from": last.valid_from, "body": last.body}
        )
    return moment


def _is_before(valid_from: str | None, moment: str | None) -> bool:
    return moment is not None and (valid_from is None or valid_from < moment)


def _earlier(transaction: "Transaction", name: str) -> list[_Version]:
    return [
        _Version(*row)
        for row in transaction.rows(
            "SELECT id, valid_from, body FROM policy_versions WHERE name = ?"
            " ORDER BY valid_from IS NOT NULL, valid_from",
            (name,),
        )
    ]


def _standing(name: str, meant: Any) -> Any:
    """The part of what a document means that judges."""
    if name == "targets":
        return frozenset(meant.rules)
    if name in {"waiting", "sources"}:
        return meant.judging()
    from servicedesk.domain.policies.calendar_versions import standing

    return standing(meant)
