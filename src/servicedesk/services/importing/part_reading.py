"""What can be known of the parts of a row without asking; done ahead, in another thread.

A part that cannot be read rejects its row as a whole. One without a time is kept as words.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from servicedesk.domain.case_states import CLOSED
from servicedesk.domain.text import clean_line
from servicedesk.exchange.converter import Converter
from servicedesk.exchange.mapped import Part
from servicedesk.exchange.part_names import CARD
from servicedesk.exchange.rows import RawRow, RowError
from servicedesk.i18n import ngettext
from servicedesk.services.importing import followup_ends
from servicedesk.services.importing.file_row import FileRow, PartRow, Setting, digest
from servicedesk.services.importing.identity import whole
from servicedesk.services.importing.plan import Plan

_TIME = {"call": "started_at", "followup": "due_at", "promise": "due_at"}
_SAYS_NOTHING = frozenset({"direction", "channel", "method", "all_day", "told_how"})
"""Fields that are no reason to make a record."""
_NOT_YET = frozenset({"planned", "cancelled", "open"})
_ENDED = {"followup": "held", "promise": "done"}
"""What parts with a state are as history."""


@dataclass
class PartReader:
    """Reads the parts of rows of `kind`; `plans` are those of the kinds of parts."""

    setting: Setting
    kind: str
    parts: Sequence[tuple[Part, Converter]]
    plans: Mapping[str, Plan]
    without_time: Counter[str] = field(default_factory=Counter)
    """Parts by kind that were kept as words, for they have no time."""
    ended: Counter[str] = field(default_factory=Counter)
    """Parts by kind that are history because their case is closed, and say nothing of themselves."""

    def read(self, raw: RawRow, values: dict[str, Any]) -> tuple[PartRow, ...] | RowError:
        """The parts of a row whose own `values` are these, or why it is rejected."""
        found: list[PartRow] = []
        for part, converter in self.parts:
            read = converter.row(raw)
            if isinstance(read, RowError):
                return read
            said = read.values
            if part.kind == CARD:
                _complete_customer(values, said)
                continue
            try:
                if row := self._part(part, converter, raw, said, values):
                    found.append(row)
            except RowError as error:
                return error
        return tuple(found)

    def _part(
        self, part: Part, converter: Converter, raw: RawRow, said: dict[str, Any], main: dict[str, Any]
    ) -> PartRow | None:
        kept = said.get("kept")
        mapping = part.mapping
        told = {name for name, value in said.items() if value is not None and name not in mapping.fixed}
        told -= {name for name in ("duration_s", "wait_s") if not said.get(name)}
        if not kept and not told - _SAYS_NOTHING - {"kept"}:
            return None
        self._place_in_time(part, said, main)
        if said.get(_TIME[part.kind]) is None or (part.kind == "promise" and not said.get("text")):
            if not kept and told <= {"state"} and said.get("state") in {None, *_NOT_YET}:
                return None
            self._keep_as_words(part, raw, main)
            return None
        target = next((name for name in ("due_at", "done_at") if name in told and mapping.has(name)), "")
        if part.kind == "followup" and said.get("all_day") is None and target:
            said["all_day"] = converter.names_whole_day(raw, target) or None
        plan = self.plans[part.kind]
        exact = digest(whole(said))
        if self._settle_state(part, said, main):
            # Of a case that was open when it came first, more is said now.
            exact = digest(f"{exact}\x1fclosed")
        try:
            plan.complete(said)
        except RowError as error:
            error.column = error.column or mapping.used.get(_TIME[part.kind], "")
            raise
        when = digest(repr([said[_TIME[part.kind]], said.get("text")]))
        row = FileRow(raw, said, plan.stored(said))
        return PartRow(part.kind, part.place, row, exact, when)

    def _place_in_time(self, part: Part, said: dict[str, Any], main: Mapping[str, Any]) -> None:
        """The time of a part that its own column does not tell."""
        if part.kind == "followup" and said.get("due_at") is None:
            said["due_at"] = said.get("done_at")
        elif part.kind == "call" and part.place == 1 and not part.mapping.has("started_at"):
            said["started_at"] = said.get("answered_at") or main.get("received_at")

    def _settle_state(self, part: Part, said: dict[str, Any], main: Mapping[str, Any]) -> bool:
        """Tell whether a follow-up was held: what came of it says so, or that all of its row is history.

        So is it where the case is closed, which none may be while something is owed (the gates to close), as
        long as the row does not say itself that it is still to come; whether that is why is returned.
        """
        now = self.setting.transaction.now
        if part.kind == "followup":
            followup_ends.tell_state(said, now)
        history = self.setting.history
        if part.kind not in _ENDED or said[_TIME[part.kind]] > now:
            return False
        state = said.get("state")
        if history and state in {None, "planned", "open"} and history.ends(self.kind, main):
            said["state"] = _ENDED[part.kind]
        elif state is None and not said.get("repeat") and self._is_closed(main):
            said["state"], said["state_is_guessed"] = _ENDED[part.kind], True
            self.ended[part.kind] += 1
            return True
        return False

    def _is_closed(self, main: Mapping[str, Any]) -> bool:
        """Whether a row says that its case is closed: in a word, or without one by when it was."""
        if self.kind != "case":
            return False
        state = main.get("state")
        is_denied = any(name == "closed_at" for name, *_words in main.get("too_far") or ())
        return state == CLOSED or (state is None and main.get("closed_at") is not None and not is_denied)

    def _keep_as_words(self, part: Part, raw: RawRow, main: dict[str, Any]) -> None:
        """A record without a time is none; what is said of it stays with the record of the row."""
        headers = part.mapping.headers
        sources = dict.fromkeys(index for one in part.mapping.mapped for index in one.sources)
        words = [
            (f"{part.prefix}{headers[index]}", clean_line(headers[index])[:200], cell)
            for index in sources
            if index < len(raw.cells) and (cell := clean_line(raw.cells[index]))
        ]
        main["kept"] = [*(main.get("kept") or ()), *words]
        self.without_time[part.kind] += 1

    def notes(self) -> Iterator[str]:
        """What was taken as history, and what was kept as words, in words."""
        if count := self.ended["followup"]:
            yield ngettext(
                "{count} past follow-up of a closed case tells no result; it is taken as held.",
                "{count} past follow-ups of closed cases tell no result; they are taken as held.",
                count,
            ).format(count=count)
        if count := self.ended["promise"]:
            yield ngettext(
                "{count} past promise of a closed case does not say what became of it; it is taken as done.",
                "{count} past promises of closed cases do not say what became of them; they are taken as"
                " done.",
                count,
            ).format(count=count)
        count = self.without_time.total()
        if count:
            yield ngettext(
                "{count} call or follow-up has no time; what the row says of it is kept as it stands there.",
                "{count} calls or follow-ups have no time; what the rows say of them is kept as it stands"
                " there.",
                count,
            ).format(count=count)


def first_call(parts: Iterable[PartRow]) -> datetime | None:
    """When the first call of a row began."""
    times = [part.row.values["started_at"] for part in parts if part.kind == "call"]
    return min(times, default=None)


def receipt_of(values: Mapping[str, Any], call_at: datetime | None) -> datetime | None:
    """When a case came of which no column says when it was received: it was registered or called about then.

    One that was acknowledged or accepted had come by then, where nothing better is known.
    """
    registered = [at for at in (values.get("created_at"), call_at) if at is not None]
    answered = [at for name in ("acknowledged_at", "accepted_at") if (at := values.get(name)) is not None]
    return min(registered or answered, default=None)


def _complete_customer(values: dict[str, Any], said: Mapping[str, Any]) -> None:
    """Put what the row says of its customer where the row's own columns put such things."""
    card = {name: value for name, value in said.items() if value is not None and name != "kept"}
    if said.get("kept"):
        values["kept"] = [*(values.get("kept") or ()), *said["kept"]]
    for name in ("company", "address", "wechat"):
        if name in card and values.get(f"customer_{name}") is None:
            values[f"customer_{name}"] = card.pop(name)
    if "email" in card:
        values["email"] = [*(values.get("email") or ()), *card.pop("email")]
    if "mobile" in card and not isinstance(values.get("phone"), str):
        values["phone"] = list(dict.fromkeys([*(values.get("phone") or ()), *card.pop("mobile")]))
    if card:
        values["card"] = card
