"""What every verb that changes records does: find them, act on all in one step, say so."""

from collections.abc import Callable, Sequence
from inspect import Parameter, Signature, signature
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import typer

from servicedesk.cli.frame import context, output
from servicedesk.cli.record import targets
from servicedesk.cli.record.options import Yes
from servicedesk.domain.errors import UsageError
from servicedesk.domain.numbers import format_number
from servicedesk.domain.text import sentences
from servicedesk.i18n import _

if TYPE_CHECKING:
    from servicedesk.domain.rows.history import Change
    from servicedesk.services.desk import Desk

Act = Callable[["Desk", list[int]], "Change"]
"""What is done with the records that were found."""
Said = str | Callable[["Desk", list[int]], str]
"""What the echo says after its first sentence; where that is known only after the act, who can say it."""
Told = tuple[Act, Said]
"""An act, and what is said of it."""
Verb = TypeVar("Verb", bound=Callable[..., Act | Told])


class Noun(NamedTuple):
    """A noun whose verbs change many of its records at once."""

    app: typer.Typer
    kind: str
    records: Any
    """The argument that names them."""
    none_found: str
    always: str = ""
    """A query added to every query."""

    def verb(
        self,
        words: str,
        done: str,
        example: str | None = None,
        *,
        name: str | None = None,
        of_ended: bool = False,
    ) -> Callable[[Verb], Verb]:
        """Make a function a verb: it says what is to be done with the records; `done` names them in the echo.

        Its options stand behind the `*`. The one before the `*` is the text that may follow the numbers.
        A query means open cases unless it says otherwise, or the verb is `of_ended` ones.
        """

        def declare(doing: Verb) -> Verb:
            own = [
                one if one.kind is one.KEYWORD_ONLY else one.replace(kind=one.KEYWORD_ONLY, default=None)
                for one in signature(doing).parameters.values()
            ]
            text = own[0].name if doing.__code__.co_argcount else ""

            def run(records: Any, *, yes: bool, **given: Any) -> None:
                if text:
                    records, given[text] = targets.split(records, given[text])
                self.change(records, yes, done, doing(**given), of_ended=of_ended)

            run.__signature__ = Signature(  # type: ignore[attr-defined]
                [
                    Parameter("records", Parameter.POSITIONAL_OR_KEYWORD, annotation=self.records),
                    *own,
                    Parameter("yes", Parameter.KEYWORD_ONLY, default=False, annotation=Yes),
                ]
            )
            self.app.command(name or doing.__name__, help=words, epilog=example)(run)
            return doing

        return declare

    def change(
        self, words: Sequence[str], yes: bool, done: str, doing: Act | Told, *, of_ended: bool = False
    ) -> None:
        """Act on the records that the words mean, and say `done`, which names them."""
        act, more = doing if isinstance(doing, tuple) else (doing, "")
        with context.open_desk() as desk:
            only_open = self.kind == "case" and not of_ended and targets.open_only(desk, words)
            always = "is:open" if only_open else self.always
            ids = targets.ids(desk, self.kind, words, yes=yes, always=always)
            whose = _("Open cases only; state:closed or is:closed means others.") if only_open else ""
            if not ids:
                output.saved([], sentences(_(self.none_found), whose), numbers=[], action=None)
                return
            change = act(desk, ids)
            more = more if isinstance(more, str) else more(desk, ids)
        shown = [format_number(self.kind, record_id) for record_id in ids]
        if not change.count:
            # An undo would take back what was done before.
            said = so_already(targets.shown(self.kind, ids))
            output.saved(shown, sentences(said, more, whose), numbers=shown, action=None)
            return
        sentence = _(done).format(numbers=targets.shown(self.kind, ids))
        said = sentences(sentence, more, whose, _("Undo with: servicedesk undo"))
        values: dict[str, Any] = {"numbers": shown, "action": change.action}
        output.saved(shown, said, **values)


def require_fields(kind: str, values: object) -> None:
    """UsageError where `edit` was given nothing to change."""
    if not values:
        raise UsageError(
            _("Nothing to change was given."),
            _("See: {command} --help").format(command=f"servicedesk {kind} edit"),
        )


def so_already(shown: str) -> str:
    """That nothing differed. No undo is offered: it would take back what was done before."""
    return _("{numbers}: it is so already; nothing was changed.").format(numbers=shown)


def tell(kind: str, record_id: int, words: str, change: "Change") -> None:
    """Report a write to one record, or that nothing differed; the `words` hold {number}."""
    from servicedesk.domain.records.by_kind import in_files

    shown = format_number(kind, record_id)
    key = next(name for name, field in in_files(kind).items() if field.type == "key")
    values: dict[str, Any] = {key: shown, "action": change.action or None}
    said = words.format(number=shown) if change.count else so_already(shown)
    output.saved([shown], said, **values)


def tell_edited(kind: str, record_id: int, change: "Change") -> None:
    """Report that fields of one record were changed."""
    tell(kind, record_id, _("Changed {number}. Undo with: servicedesk undo"), change)


def change_one(kind: str, record_id: int, sentence: str, act: "Callable[[Desk], Change]") -> None:
    """Do something to one record, and report it."""
    with context.open_desk() as desk:
        change = act(desk)
    tell_changed(kind, record_id, sentence, change)


def tell_changed(kind: str, record_id: int, sentence: str, change: "Change") -> None:
    """Report a write to one record, and how it is taken back; the `sentence` holds {number}."""
    tell(kind, record_id, sentences(sentence, _("Undo with: servicedesk undo")), change)
