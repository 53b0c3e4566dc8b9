"""The keys that work a complaint: promises, cause, remedies, accepted or not, checklist, macros."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from servicedesk.domain.date_format import format_when
from servicedesk.domain.numbers import format_number
from servicedesk.domain.wording import before_value, listed, said_with
from servicedesk.i18n import _
from servicedesk.tui.cases.case_work import CaseWork, counted
from servicedesk.tui.cases.promise_changes import PromiseChanges
from servicedesk.tui.forms.asking import ask, choose
from servicedesk.tui.forms.choice import Choice

if TYPE_CHECKING:
    from servicedesk.domain.policies.causes import CauseList
    from servicedesk.domain.policies.macros import Macro
    from servicedesk.domain.rows import PromiseRow

AREA = "\0"
"""Before the name of an area, which is no cause."""


class ComplaintKeys(CaseWork, PromiseChanges):
    """The actions on what belongs to a case beside its state."""

    # Promises

    def action_case_promise(self) -> None:
        """Promise something; with an open promise, keep it or tell it anew."""
        self.promise_on(self.selection())

    def promise_on(self, ids: Sequence[int]) -> None:
        """The same for these cases; of several each gets the promise."""
        if len(ids) == 1:
            self.run_service(
                self.desk.promises.of_case,
                ids[0],
                then=lambda rows: self._offer_promises(ids[0], [row for row in rows if row.state == "open"]),
                group="promises",
            )
        elif ids:
            self._promise(ids)

    def _offer_promises(self, case_id: int, rows: "Sequence[PromiseRow]") -> None:
        if not rows:
            self._promise([case_id])
            return
        now, zone = self.desk.clock.now(), self.desk.zone
        choices = []
        for place, row in enumerate(rows):
            when = format_when(row.due_at, now, zone)
            note = said_with(row.text, when)
            # The first one, most urgent, has the keys that are quick to find.
            keys = ("k", "t", "w") if place == 0 else ("", "", "")
            choices += [
                Choice(f"keep {row.id}", _("kept"), key=keys[0], note=note),
                Choice(f"retell {row.id}", _("tell anew"), key=keys[1], note=note),
                Choice(f"withdraw {row.id}", _("withdraw"), key=keys[2], note=note),
            ]
        choices.append(Choice("new", _("a new promise"), key="n"))
        by_id = {row.id: row for row in rows}

        def chosen(value: str | None) -> None:
            what, _space, number = (value or "").partition(" ")
            if what == "new":
                self._promise([case_id])
            elif what == "keep":
                self.keep_promises([int(number)])
            elif what == "retell":
                self.retell_promise(by_id[int(number)])
            elif what == "withdraw":
                self.withdraw_promises([int(number)])

        choose(self.app, f"{counted([case_id])}  {_('Promises')}", choices, chosen)

    def _promise(self, ids: Sequence[int]) -> None:
        """Ask for words and a time, and promise it on each of the cases."""

        def answered(text: str | None) -> None:
            if text:
                self._promise_all(ids, text)

        title = _("{number}  Promise: what, and by when?").format(number=counted(ids))
        ask(self.app, title, answered, check=self._promise_fault, hint=_("call back 60m, 报价 明天15:00"))

    def _promise_all(self, ids: Sequence[int], text: str) -> None:
        line = self._line(text)
        due_at, estimate_at = (line.time.due_at, line.time.estimate_at) if line.time else (None, None)
        words = line.text or _("call back")

        def make() -> "PromiseRow | None":
            from servicedesk.services.promises import NewPromise

            new = [NewPromise(words, due_at, estimate_at, case_id=case_id) for case_id in ids]
            return self.desk.promises.get(self.desk.promises.make_all(new).ids[-1])

        def said(row: "PromiseRow | None") -> str:
            if row is None:
                return ""
            from servicedesk.domain.promise_words import told_in_words

            told = told_in_words(row.due_at, row.estimate_at, self.desk.clock.now(), self.desk.zone)
            name = format_number("promise", row.id) if len(ids) == 1 else counted(ids)
            return _("{number}: tell {told}").format(number=name, told=told)

        self.change(make, said=said)
        self.remember(_("promise"), lambda again: self._promise_all(again, text))

    # Cause

    def action_case_cause(self) -> None:
        """Choose the cause."""
        self.choose_cause(self.selection())

    def choose_cause(self, ids: Sequence[int]) -> None:
        """Offer the areas first; typing narrows the causes of all areas."""
        if ids:
            self.run_service(
                self.desk.policies.parsed,
                "causes",
                then=lambda causes: self._offer_causes(ids, causes),
                group="causes",
            )

    def _offer_causes(self, ids: Sequence[int], causes: "CauseList") -> None:
        title = f"{counted(ids)}  {_('Cause')}"
        if not causes.areas:
            self.ask_about(ids, _("Why did it happen?"), lambda text: self._set_cause(ids, text), needed=True)
            return
        areas = [
            Choice(f"{AREA}{area.name}", f"{area.name} ...", note=listed(area.causes))
            for area in causes.areas
        ]
        paths = [Choice(path, path) for path in causes.paths()]
        by_name = {area.name: area for area in causes.areas}

        def taken(path: str | None) -> None:
            if path is not None:
                self._set_cause(ids, path)

        def chosen(value: str | None) -> None:
            if value is None or not value.startswith(AREA):
                taken(value)
                return
            area = by_name[value.removeprefix(AREA)]
            of_area = [path for path in causes.paths() if path.startswith(f"{area.name} / ")]
            narrowed = [
                Choice(path, name, key=str(place) if place <= 9 else "")
                for place, (path, name) in enumerate(zip(of_area, area.causes, strict=False), 1)
            ]
            choose(self.app, f"{before_value(title)}{area.name}", narrowed, taken)

        choose(self.app, title, [*areas, *paths], chosen, typing=True)

    def _set_cause(self, ids: Sequence[int], cause: str) -> None:
        said = _("cause: {cause}").format(cause=cause)
        self.apply_to(ids, said, lambda case_ids: self.desk.complaints.set_cause(case_ids, cause))

    # Accepted or not

    def action_case_answer(self) -> None:
        """Whether the customer accepts."""
        self.answer_cases(self.selection())

    def answer_cases(self, ids: Sequence[int]) -> None:
        """Ask whether the customer accepts; if not, which options were offered."""

        def chosen(value: str | None) -> None:
            if value == "y":
                self.apply_to(
                    ids, _("accepted"), lambda case_ids: self.desk.complaints.answer(case_ids, True)
                )
            elif value == "n":
                title = _("Not accepted: what else was offered? (may stay empty)")
                self.ask_about(ids, title, refused, hint=_("exchange instead, ombudsman, 12315 ..."))

        def refused(options: str) -> None:
            self.apply_to(
                ids,
                _("not accepted"),
                lambda case_ids: self.desk.complaints.answer(case_ids, False, options=options),
            )

        if ids:
            choices = [
                Choice("y", _("yes, accepted"), key="y"),
                Choice("n", _("no, not accepted"), key="n"),
            ]
            choose(self.app, f"{counted(ids)}  {_('Does the customer accept?')}", choices, chosen)

    # Macros

    def action_case_macro(self) -> None:
        """Run a macro."""
        ids = self.selection()
        if ids:
            self.run_service(
                self.desk.macros.all, then=lambda macros: self._offer_macros(ids, macros), group="macros"
            )

    def _offer_macros(self, ids: Sequence[int], macros: "Sequence[Macro]") -> None:
        if not macros:
            self.desk_app.say(_("The desk has no macros: Desk rules in the command palette holds them."))
            return
        choices = [Choice(macro.name, macro.name, key=macro.key, note=macro.note) for macro in macros]

        def chosen(name: str | None) -> None:
            if name is not None:
                said = _("macro {name}").format(name=name)
                self.apply_to(ids, said, lambda case_ids: self.desk.macros.apply(case_ids, name))

        choose(self.app, f"{counted(ids)}  {_('Macro')}", choices, chosen)
