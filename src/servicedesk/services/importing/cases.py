"""Case rows: the case, its labels, its notes, and what the handling of a complaint leaves.

A list of remedies, hand-offs or steps in one of our own files replaces that of the case; a file of another
program only adds remedies.
"""

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from servicedesk.domain.case_states import CLOSED, MERGED, OPEN_STATES, SOLVED, STAGES, WAITING, WORKING
from servicedesk.domain.money import meant_by
from servicedesk.domain.moves import Act, Values
from servicedesk.domain.moves import cases as moves
from servicedesk.domain.moves.cases import NO_LONGER_WAITING
from servicedesk.domain.records import PARTS
from servicedesk.domain.records.by_kind import FIELDS
from servicedesk.domain.records.field import Field, blank
from servicedesk.domain.search_terms import segment, segment_alone, stands_alone
from servicedesk.exchange.awaited_states import WAITS_FOR, whom_said
from servicedesk.exchange.column_labels import column_label
from servicedesk.exchange.rows import RowError
from servicedesk.i18n import _
from servicedesk.services.importing import waits
from servicedesk.services.importing.file_row import FileRow, Setting, moment_text
from servicedesk.services.importing.kept_words import kept_notes
from servicedesk.services.importing.links import NAMING as NAMING_CUSTOMER
from servicedesk.services.importing.plan import WHOLE_DAY, Plan
from servicedesk.services.importing.references import Rings, key_of
from servicedesk.services.owned_rows import LABELS
from servicedesk.storage import matching, policies
from servicedesk.storage.cases import SEARCHED_TEXTS
from servicedesk.storage.clock_cache import NOTHING
from servicedesk.storage.new_clocks import FIELDS as OF_CLOCKS
from servicedesk.storage.new_clocks import NewClocks
from servicedesk.storage.schema_map import CLOCK_COLUMNS

Row = dict[str, Any]
Part = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class OwnedList:
    """A list of a row and the table that holds it; `time` is the column that may not be blank."""

    source: str
    table: str
    fields: tuple[Field, ...]
    has_place: bool
    time: str = ""

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that the list fills."""
        return tuple(field.name for field in self.fields)

    def row(self, part: Part) -> Row:
        """The row that an object of the list comes to."""
        return {field.name: _stored(field, part[field.file or field.name]) for field in self.fields}


def _stored(field: Field, value: Any) -> Any:
    if value is None:
        return blank(field)
    if isinstance(value, datetime):
        return moment_text(value)
    return int(value) if field.type == "yes_no" else value


def _owned_list(kind: str, time: str = "") -> OwnedList:
    fields = tuple(field for field in FIELDS[kind] if not field.excused)
    has_place = any(field.name == "position" for field in FIELDS[kind])
    return OwnedList(PARTS[kind].file, PARTS[kind].table, fields, has_place, time)


LISTS = (
    _owned_list("remedy", "decided_at"),
    _owned_list("evidence", "got_at"),
    _owned_list("statement", "said_at"),
    _owned_list("handoff", "out_at"),
    _owned_list("wait"),
    _owned_list("step"),
)
_SAME = ("kind", "side", "department", "words", "what", "text")
"""By what of these an entry of another program's list has is it known again."""
_OWNED = {"labels", "notes", *(one.source for one in LISTS)}
_AFTER_RECEIPT = ("acknowledged_at", "accepted_at", "thanked_at")


def _notes(values: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The notes of a row, and the words that it has beside our lists."""
    return [*(values.get("notes") or ()), *kept_notes(values)]


def _is_note(row: Mapping[str, Any], note: Mapping[str, Any]) -> bool:
    """Whether a note of a case is that of a file; one without a time is any of its words."""
    return row["text"] == note["text"] and (note["at"] is None or row["at"] == moment_text(note["at"]))


def _keep_too_far(values: dict[str, Any]) -> None:
    """Keep in words, and as nothing else, the times that the state of a row has not reached."""
    states = [state for _name, state in STAGES]
    state = values.get("state")
    reached = states.index(state) if state in states else -1
    order = [stage for stage, _state in STAGES]
    taken = [one for one in values.pop("too_far", ()) if order.index(one[0]) > reached]
    if taken:
        values.update(dict.fromkeys([name for name, *_words in taken]))
        values["kept_ends"] = [("", header, word) for _name, header, word in taken]
        values["kept"] = [*(values.get("kept") or ()), *values["kept_ends"]]


def _solve_at_end(values: dict[str, Any]) -> None:
    """The one end that a row tells of a case which it calls solved is that of the solution."""
    if values.get("state") == SOLVED and values.get("solved_at") is None and values.get("told_at") is None:
        values["solved_at"], values["closed_at"] = values.get("closed_at"), None


class CasePlan(Plan):
    """Cases."""

    kind = "case"
    required = ("subject",)
    parts = ("label", "note", "remedy", "evidence", "statement", "handoff", "wait", "step")
    lists = (LABELS,)
    computed: ClassVar = dict(zip(CLOCK_COLUMNS, NOTHING, strict=True))

    def __init__(self, setting: Setting) -> None:
        super().__init__(setting)
        transaction = setting.transaction
        self._clocks = NewClocks(transaction.connection, transaction.now, transaction.zone)
        self._clock = slice(self.place[CLOCK_COLUMNS[0]], self.place[CLOCK_COLUMNS[-1]] + 1)
        self._are_new = matching.is_empty(setting.db, "cases")
        self._usual_tier = "" if setting.is_own or NAMING_CUSTOMER.isdisjoint(setting.mapped) else "new"
        self._searched = [self.place[name] for name in SEARCHED_TEXTS]
        self._of_clocks = [(name, self.place[name]) for name in OF_CLOCKS if name in self.place]
        self._has_state = setting.is_own or "state" in setting.mapped
        self._currency = ""
        # Read here, for complete() may be asked in a process that must not touch the desk.
        self._reasons = () if setting.is_own else policies.current(setting.db, "waiting").reasons
        sources = setting.mapped | ({"waits"} if set(waits.COLUMNS[1:]) <= setting.mapped else set())
        self._lists = [one for one in LISTS if one.source in sources]
        self._owns = bool(_OWNED & sources)
        self._rings = Rings()
        self._waits: dict[int, list[Row]] = {}

    def complete(self, values: dict[str, Any]) -> None:
        """A file or a row without a state tells by its times how far a case has come."""
        self._require_no_ring(values)
        if not self.setting.is_own:
            self._require_order(values)
        is_blank = not self.setting.is_own and values.get("state") is None
        is_unread = any(name == "state" for name, *_word in values.get("kept") or ())
        if not self._has_state or is_blank or is_unread:
            denied = {name for name, *_words in values.get("too_far") or ()}
            reached = (
                state
                for name, state in reversed(STAGES)
                if values.get(name) is not None and name not in denied
            )
            if state := next(reached, None):
                values["state"], values["state_is_guessed"] = state, True
        if self.setting.history:
            self.setting.history.take(self.kind, values)
        _keep_too_far(values)
        if not self.setting.is_own:
            _solve_at_end(values)
        self._name_reason(values)
        waits.take_ended(values, self.setting.transaction.now, is_own=self.setting.is_own)

    def _name_reason(self, values: dict[str, Any]) -> None:
        """Give a case that waits for somebody the first reason of the desk's list that waits for him."""
        said = "" if self.setting.is_own else whom_said(values.get("waiting_reason") or "")
        whom = said or values.pop(WAITS_FOR, "")
        if not whom or (values.get("waiting_reason") and not said):
            return
        if values.get("state") != WAITING:
            values["waiting_reason"] = None
            return
        values["waiting_reason"] = next((one.name for one in self._reasons if one.whom == whom), None)
        values["reason_is_guessed"] = True

    def stored(self, values: Mapping[str, Any]) -> list[Any]:
        """As for every record; of a case without any time it is now known that it is closed."""
        made = super().stored(values)
        place = self.place["closed_at"]
        if self.setting.history and values.get("state") == CLOSED and made[place] is None:
            made[place] = self.now
        return made

    def compute_ahead(self, row: FileRow) -> None:
        """The clock, for a customer of the usual tier, and the words by which the case is found.

        Of a case that is here already neither is wanted.
        """
        if not self._are_new:
            return
        values, made = row.values, row.stored
        if self.has_time and not values.get("waits"):
            self._compute_clock(row, self._usual_tier)
        if not (values.get("labels") or values.get("notes") or values.get("kept")):
            body = " ".join([made[place] for place in self._searched])
            if stands_alone(body) and "\0" not in body:
                row.search = (segment(made[self.place["subject"]]), segment_alone(body))

    def insert(self, rows: Sequence[FileRow]) -> None:
        """As for every record; most cases get their clocks with their row."""
        tiers = self._clocks.tiers(row.values.get("customer_id") for row in rows)
        for row in rows:
            tier = tiers.get(row.values.get("customer_id"))
            row.has_clock = tier is not None and not row.values.get("waits")
            if row.has_clock and row.clock_tier != tier:
                self._compute_clock(row, str(tier))
        self._add_names(rows)
        super().insert(rows)

    def _add_names(self, rows: Sequence[FileRow]) -> None:
        """Have the cases found by the names of their customers, too."""
        wanted = {row.values.get("customer_id") for row in rows if row.search is not None} - {None}
        names = matching.customer_names(self.setting.db, wanted) if wanted else {}
        for row in rows:
            name = names.get(row.values.get("customer_id"), "")
            if row.search is None or not name:
                continue
            subject, body = row.search
            row.search = (subject, f"{body} {segment(name)}".strip()) if stands_alone(name) else None

    def _compute_clock(self, row: FileRow, tier: str) -> None:
        """Put the clock of a case of such a customer among the stored columns of its row."""
        row.clock_tier = tier
        made, created = row.stored, row.values.get("created_at")
        if made[self.place["state"]] not in OPEN_STATES:
            return
        fields = {name: made[place] for name, place in self._of_clocks}
        fields["id"], fields["created_at"] = row.record_id, moment_text(created) if created else self.now
        made[self._clock] = self._clocks.columns(fields, tier)

    def require_whole(self, values: Mapping[str, Any]) -> None:
        """As for every record; and a new case of which nothing says that it waits has no reason to."""
        super().require_whole(values)
        waits.require_waiting(values, None)

    def _require_no_ring(self, values: dict[str, Any]) -> None:
        key = key_of(values, "number")
        if any(link["case"] == key for link in values.get("links") or ()):
            raise RowError("itself", _("A case cannot be linked with itself."))
        target = values.get("merged_into") or values.get("merged_into_external_id")
        if target is None:
            return
        if key is not None:
            words = (
                _("A case cannot be merged into itself."),
                _("The case that it is merged into leads back to it."),
            )
            self._rings.require_none(key, target, words)
        # Elsewhere it becomes merged when its target is found: else an open case would be nobody's any more.
        if self.setting.is_own and values.get("state") not in {None, MERGED}:
            raise RowError("state", _("A case that is merged into another has the state merged."))

    def _require_order(self, values: Mapping[str, Any]) -> None:
        received = values.get("received_at")
        for name in _AFTER_RECEIPT:
            at = values.get(name)
            if received is not None and at is not None and at + WHOLE_DAY < received:
                raise RowError(
                    "order",
                    _("{field} is before the case was received.").format(field=column_label(name, "case")),
                )

    def changes(self, values: Mapping[str, Any], held: Mapping[str, Any]) -> dict[str, Any]:
        """As for every record; but a case that is merged here stays so, whatever state a file gives it."""
        waits.require_waiting(values, held["state"])
        if values.get("reason_is_guessed") and held["waiting_reason"]:
            values = {**values, "waiting_reason": None}
        found = super().changes(values, held)
        if held["merged_into"] is not None:
            found.pop("state", None)
        return waits.left_waiting(found, held)

    def caught_up(self, record_id: int, values: Mapping[str, Any], held: dict[str, Any]) -> dict[str, Any]:
        """A case that waits here, and no more where the file comes from, is at work since it ended there.

        So is one that stands solved here and was reopened there; one that was taken out of another stands
        alone.
        """
        if (unmerged := self._ended_merge(record_id, values, held)) is not None:
            held = self._taken_out(record_id, values, unmerged)
        reopened_at = waits.end_of_solution(values, held) if self.setting.is_own else None
        if reopened_at is not None:
            return self._reopened(record_id, held, reopened_at)
        ended = waits.end_of_wait(values, held)
        if ended is None:
            return held
        transaction, run_id = self.setting.transaction, self.setting.loader.run_id
        transaction.update("cases", record_id, {"state": WORKING, **NO_LONGER_WAITING})
        transaction.record("case.import", "case", record_id, run_id=run_id, happened=ended.until)
        self._waits.setdefault(record_id, []).append(waits.row_of(ended))
        return transaction.row("cases", record_id)

    def _ended_merge(
        self, record_id: int, values: Mapping[str, Any], held: Mapping[str, Any]
    ) -> tuple[int, str] | None:
        """The record of the merge that stands here, and when it ended there; "" where it was taken back."""
        if not self.setting.is_own or held["merged_into"] is None or values.get("state") in {None, MERGED}:
            return None
        ended = {
            moment_text(one["at"]): moment_text(one["ended_at"]) if one["ended_at"] else None
            for one in values.get("merges") or ()
            if one["at"]
        }
        rows = matching.owned_rows(self.setting.db, "case_merges", "case", [record_id]).get(record_id, ())
        standing = [row for row in rows if row["unmerged_at"] is None]
        if standing and (at := ended.get(standing[-1]["at"])):
            return standing[-1]["id"], at
        back = self._taken_back(
            "case_merges", "merges", record_id, standing, {(at,) for at in ended}, ("at",)
        )
        return (back[-1], "") if back else None

    def _taken_back(
        self,
        table: str,
        source: str,
        record_id: int,
        rows: Sequence[Row],
        said: Container[tuple[Any, ...]],
        names: tuple[str, ...],
    ) -> list[int]:
        """Which of the rows were taken back where a later file of ours comes from: those it does not say.

        What was written in this desk is never among them.
        """
        if not self.is_newer or source not in self.setting.mapped:
            return []
        gone = [row["id"] for row in rows if tuple(row[name] for name in names) not in said]
        written = matching.inserted_here(self.setting.db, "case", record_id, table) if gone else ()
        return [row_id for row_id in gone if row_id not in written]

    def _taken_out(self, record_id: int, values: Mapping[str, Any], ended: tuple[int, str]) -> Row:
        transaction, run_id = self.setting.transaction, self.setting.loader.run_id
        transaction.update("cases", record_id, {"merged_into": None, "state": values["state"]})
        if ended[1]:
            transaction.update("case_merges", ended[0], {"unmerged_at": ended[1]})
        else:
            transaction.delete("case_merges", ended[0])
        transaction.record("case.import", "case", record_id, run_id=run_id)
        return transaction.row("cases", record_id)

    def _reopened(self, record_id: int, held: Mapping[str, Any], at: datetime) -> dict[str, Any]:
        transaction, run_id = self.setting.transaction, self.setting.loader.run_id
        undecided = moves.DECIDED_FOR_CLOSING if held["state"] == CLOSED else {}
        transaction.update("cases", record_id, {"state": WORKING, **moves.NOT_SOLVED, **undecided})
        transaction.record("case.import", "case", record_id, run_id=run_id, happened=at)
        self._waits |= waits.known(self.setting.db, [record_id])
        return transaction.row("cases", record_id)

    def prepare(self, ids: Sequence[int]) -> None:
        """As for every record; and which waits of the cases their histories tell."""
        super().prepare(ids)
        if any(one.source == "waits" for one in self._lists):
            self._waits = waits.known(self.setting.db, ids)

    def prepare_again(self, record_id: int) -> None:
        """As for every record; the waits of the other cases stay known, too."""
        before = self._waits
        super().prepare_again(record_id)
        if self._waits is not before:
            before.pop(record_id, None)
            before.update(self._waits)
            self._waits = before

    def owned(self, record_id: int, values: Mapping[str, Any]) -> None:
        """Labels, notes and lists of a new case."""
        if not self._owns and not values.get("kept"):
            return
        super().owned(record_id, values)
        for note in _notes(values):
            self.own("case_notes", record_id, self._note(note, record_id, values))
        for one in self._lists:
            for row in self._timed(one, self._rows_of(one, values), values):
                self.own(one.table, record_id, row)

    def change_owned(self, record_id: int, values: Mapping[str, Any]) -> bool:
        """Labels as for the lists of a customer; notes are added, and taken out as links are."""
        unlinked = self._unlink(record_id, values) if self.is_newer else False
        if not self._owns and not values.get("kept"):
            return unlinked
        changed = super().change_owned(record_id, values) or unlinked
        changed = self._change_lists(record_id, values) or changed
        held = self.held("case_notes", record_id)
        if self.setting.is_own and "notes" in self.setting.mapped:
            return self._change_notes(record_id, values, held) or changed
        known = {row["text"] for row in held}
        for note in _notes(values):
            if note["text"] and note["text"] not in known:
                known.add(note["text"])
                self.setting.transaction.insert("case_notes", self._note(note, record_id, values))
                changed = True
        return changed

    def _unlink(self, record_id: int, values: Mapping[str, Any]) -> bool:
        """Take out the links that were taken back where the file comes from; new ones come in at the end."""
        said = {
            (one["relation"], moment_text(one["at"]) if one["at"] else "")
            for one in values.get("links") or ()
        }
        rows = matching.owned_rows(self.setting.db, "case_links", "case", [record_id]).get(record_id, ())
        gone = self._taken_back("case_links", "links", record_id, rows, said, ("relation", "at"))
        for row_id in gone:
            self.setting.transaction.delete("case_links", row_id)
        return bool(gone)

    def _change_notes(self, record_id: int, values: Mapping[str, Any], held: Sequence[Row]) -> bool:
        """Add the notes of one of our files; take out those taken back there, none written here."""
        transaction = self.setting.transaction
        left, new = list(held), []
        for note in _notes(values):
            same = [row for row in left if _is_note(row, note)]
            if same:
                left.remove(same[0])
            elif note["text"]:
                new.append(self._note(note, record_id, values))
        for values_of_note in new:
            transaction.insert("case_notes", values_of_note)
        gone = self._taken_back("case_notes", "notes", record_id, left, (), ())
        for row_id in gone:
            transaction.delete("case_notes", row_id)
        return bool(new or gone)

    def _change_lists(self, record_id: int, values: Mapping[str, Any]) -> bool:
        changed = False
        for one in self._lists:
            held = self.held(one.table, record_id)
            if values.get(one.source) is None:
                if self.clears(one.source):
                    changed = self.sync(one.table, record_id, held, []) or changed
                continue
            wanted = self._wanted(one, record_id, values, held)
            if wanted is not None:
                changed = self.sync(one.table, record_id, held, wanted) or changed
        return changed

    def _rows_of(self, one: OwnedList, values: Mapping[str, Any]) -> list[Row]:
        """The rows that the list of a file comes to, in order; a time that it does not tell is None."""
        rows = [one.row(part) for part in values.get(one.source) or ()]
        if one.source == "waits":
            rows.sort(key=lambda row: (row["since_at"], row["until_at"]))
        if one.source == "remedies" and not self.setting.is_own:
            for row in rows:
                row["currency"] = meant_by(row["currency"], self._usual_currency())
        return rows

    def _timed(self, one: OwnedList, rows: Sequence[Row], values: Mapping[str, Any]) -> list[Row]:
        """The rows with a time each: as of the case's solution or receipt where the file tells none."""
        if one.time:
            known = values.get("solved_at") or values.get("received_at")
            fallback = moment_text(known) if known else self.setting.now
            for row in rows:
                row[one.time] = row[one.time] or fallback
        return [row | {"position": place} for place, row in enumerate(rows)] if one.has_place else list(rows)

    def _wanted(
        self, one: OwnedList, record_id: int, values: Mapping[str, Any], held: Sequence[Mapping[str, Any]]
    ) -> list[Row] | None:
        """What the case that holds `held` is to hold; None where nothing is added to it."""
        rows = self._rows_of(one, values)
        if one.source == "waits":
            told = self._waits.get(record_id, [])
            return waits.wanted_rows(rows, held, told, is_own=self.setting.is_own)
        if self.setting.is_own:
            for row, same in zip(rows, held, strict=False):
                if one.time and row[one.time] is None:
                    row[one.time] = same[one.time]
            return self._timed(one, rows, values)
        known = {tuple(row.get(name) for name in _SAME) for row in held}
        new = [row for row in rows if tuple(row.get(name) for name in _SAME) not in known]
        if not new:
            return None
        before = [{name: row[name] for name in one.columns} for row in held]
        return self._timed(one, [*before, *new], values)

    def _usual_currency(self) -> str:
        if not self._currency:
            self._currency = policies.current(self.setting.db, "handling").currency
        return self._currency

    def _note(self, note: Mapping[str, Any], case_id: int, values: Mapping[str, Any]) -> Values:
        at = note["at"] or values.get("received_at")
        act = Act(note["actor"], moment_text(at) if at else self.setting.now)
        return moves.note(act, case_id, note["text"])
