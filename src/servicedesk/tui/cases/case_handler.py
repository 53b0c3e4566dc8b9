"""CaseHandler, the base of all keys on cases: the cases meant, the change said and kept, typed times."""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from servicedesk.domain.case_states import require_move
from servicedesk.domain.date_words import TONIGHT
from servicedesk.domain.errors import ServiceDeskError
from servicedesk.domain.numbers import format_number
from servicedesk.domain.wording import before_value, said_with, verb_label
from servicedesk.i18n import _, ngettext
from servicedesk.keys.actions import Action, Scope
from servicedesk.tui.base.handler import Act, Handler
from servicedesk.tui.base.lateness import Lateness
from servicedesk.tui.forms import asking
from servicedesk.tui.forms.asking import ask, choose
from servicedesk.tui.forms.choice import Check, Choice, Hint, LineKey, draft_key
from servicedesk.tui.forms.form_draft import FormWords
from servicedesk.tui.forms.typed_times import no_time, time_of
from servicedesk.tui.frame.desk_screen import DeskScreen
from servicedesk.tui.lists.chosen_rows import ChosenRows
from servicedesk.tui.lists.row_list import RowList

if TYPE_CHECKING:
    from servicedesk.domain.rows.cases import CaseRow
    from servicedesk.domain.rows.history import Change
    from servicedesk.tui.forms.picker import Reads

Answer = TypeVar("Answer")
Again = Callable[[Sequence[int]], object]
Make = Callable[[Sequence[int]], "Change"]

OF_SEVERAL_LINES = frozenset({"case.note", "case.solve"})
"""The forms whose words may have several lines."""

OVERRIDE = "case.override"
"""The draft of the reason why cases are closed although something is missing."""


class Words(NamedTuple):
    """What was typed for a change, and the key of the draft that ends with it."""

    text: str
    key: str


class ChosenCases(ChosenRows):
    """The cases of a list that are meant, and the last change to them."""

    def __init__(
        self, screen: DeskScreen, rows: Callable[[], RowList], query: Callable[[], str] | None = None
    ) -> None:
        """`rows` is the list, once it is there; `query` what it shows, where that is being worked off."""
        super().__init__(rows)
        self.query = query
        self.screen = screen
        self.again: Again | None = None
        """Does the last change on other cases, for the repeat key."""
        self.lateness = Lateness(screen, self._meant)

    def _meant(self) -> list[int]:
        """What an act would work on; the list is not there while its screen is being closed."""
        return self.selection() if self.screen.is_attached else []

    def left_by(self, make: Make) -> "tuple[Make, Callable[[], str]]":
        """`make`, and what to say once it was called: how many are left, if it took one off the list."""
        if self.query is None or not self.rows().exact:
            return make, lambda: ""
        before, query, left = self.rows().count, self.query(), []

        def counted_make(ids: Sequence[int]) -> "Change":
            change = make(ids)
            left.append(self.screen.desk.lists.count("case", query))
            return change

        def words() -> str:
            if not left or left[0] >= before:
                return ""
            return ngettext("{count} left", "{count} left", left[0]).format(count=left[0])

        return counted_make, words

    def remember(self, again: Again) -> None:
        """Keep the last change, and let the marks go: they have been served."""
        self.again = again
        self.served()


class CaseHandler(Handler):
    """Does some of the actions `case.…`."""

    def __init__(self, chosen: ChosenCases) -> None:
        """On these cases."""
        super().__init__(chosen.screen)
        self.chosen = chosen

    @property
    def lateness(self) -> Lateness:
        """That of the list."""
        return self.chosen.lateness

    def apply_to(self, ids: Sequence[int], said: str, make: Make, words: Words | None = None) -> None:
        """Make a change on these cases, say it or the words of its event, keep it for the repeat key.

        The draft of the `words` that were typed for it ends with the change, and stays without.
        """
        if not ids:
            return
        counted_make, left = self.chosen.left_by(make)

        def words_of(change: "Change") -> str:
            done = f"{counted(ids)} {said or verb_label(change.verb)}"
            return said_with(done, left()) if left() else done

        self.change(
            counted_make,
            list(ids),
            said=words_of,
            failed=partial(self._keep, words),
            ends=words.key if words else "",
        )
        self.chosen.remember(lambda again: self.apply_to(again, said, make))

    def _keep(self, words: Words | None, error: Exception) -> None:
        self.desk_app.report(error)
        if words is not None and words.key and words.text:
            write = FormWords(self.desk.drafts, words.key, {"text": words.text}, self.desk.clock.now())
            self.desk_app.words.keep(words.key, write)

    def with_rows(self, then: "Callable[[list[CaseRow]], object]") -> None:
        """Call `then` with the rows of the cases meant, as they stand now; nothing when there are none."""
        ids = self.chosen.selection()

        def found(rows: "dict[int, CaseRow]") -> None:
            if rows:
                then([rows[case_id] for case_id in ids if case_id in rows])

        if ids:
            self.run_service(self.desk.lists.rows, "case", ids, then=found, group="step", opens=True)

    def may_move(self, rows: "Sequence[CaseRow]", state: str) -> bool:
        """Whether all of them may become `state`; says why not, before words are typed for nothing."""
        for row in rows:
            try:
                require_move(row.state, state)
            except ServiceDeskError as error:
                number = format_number("case", row.id)
                self.desk_app.say(f"{before_value(number)}{error.message}", severity="warning")
                return False
        return True

    def ask_about(
        self,
        ids: Sequence[int],
        title: str,
        then: Callable[[Words], object],
        *,
        form: str,
        needed: bool = False,
        hint: Hint = "",
        check: Check | None = None,
    ) -> None:
        """Ask for words about these cases; `then` gets them, nothing after Esc.

        `form` names the draft: they are kept until `then` has them saved.
        """
        if not ids:
            return
        key = draft_key(form, ids)

        def answered(text: str | None) -> None:
            if text is not None:
                then(Words(text, key))

        check = asking.needed() if needed else check
        ask(
            self.app,
            f"{self.head(ids)}  {title}",
            answered,
            check=check,
            hint=hint,
            draft_key=key if form in OF_SEVERAL_LINES else LineKey(key),
        )

    def ask_and_apply(
        self,
        ids: Sequence[int],
        title: str,
        said: str,
        service: "Callable[[Sequence[int], str], Change]",
        *,
        form: str,
        needed: bool = False,
    ) -> None:
        """Ask for words about these cases as ask_about() does, and make the change of `service` with them."""

        def answered(words: Words) -> None:
            self.apply_to(ids, said, lambda case_ids: service(case_ids, words.text), words)

        self.ask_about(ids, title, answered, form=form, needed=needed)

    def choose_for(
        self,
        ids: Sequence[int],
        title: str,
        choices: Sequence[Choice],
        then: Callable[[str], object],
        *,
        typing: bool = False,
        free: bool = False,
        reads: "Reads | None" = None,
    ) -> None:
        """Offer choices for these cases; `then` gets the one taken, nothing after Esc."""

        def taken(value: str | None) -> None:
            if value is not None:
                then(value)

        if ids:
            title = f"{self.head(ids)}  {title}"
            choose(self.app, title, choices, taken, typing=typing, free=free, reads=reads)

    def head(self, ids: Sequence[int]) -> str:
        """Which cases a question is about, and as of when, if not now."""
        at = self.lateness.at
        return counted(ids) if at is None else said_with(counted(ids), self.lateness.words(at))

    def read_for(
        self,
        ids: Sequence[int],
        read: "Callable[[], Answer]",
        then: "Callable[[Sequence[int], Answer], object]",
    ) -> None:
        """Read what a question about these cases needs; `then` puts it."""
        if ids:
            self.run_service(read, then=partial(then, ids), group=then.__name__, opens=True)

    # Times

    def moment(self, text: str) -> datetime | None:
        """What a typed time means; a day alone is the desk's morning, tonight its evening."""
        settings = self.desk.settings
        if text.strip().lower() in TONIGHT:
            text = f"today {settings.snooze_evening}"
        found = time_of(self.desk, text, settings.snooze_morning)
        return None if found is None else found.at

    def moment_fault(self, text: str) -> str | None:
        """What is wrong with a time to come, in words."""
        moment = self.moment(text)
        if moment is None:
            return no_time(self.desk, text)
        if moment <= self.desk.clock.now():
            return _("That time has passed.")
        return None


class SimpleVerbs(CaseHandler):
    """The actions that need no question: their line in the table says which service does them."""

    def doer(self, action: Action) -> Act | None:
        """The call of the service, if the line of `action` has one."""
        does = action.does
        if does is None or action.scope is not Scope.CASE:
            return None
        said = _(action.said) if action.said else ""
        return lambda: self.apply_to(self.chosen.selection(), said, partial(does, self.desk))


def counted(ids: Sequence[int]) -> str:
    """The one number, or how many."""
    if len(ids) == 1:
        return format_number("case", ids[0])
    return ngettext("{count} case", "{count} cases", len(ids)).format(count=len(ids))
