"""`case show --dossier`: the file of a case by the nine stages, as text, Markdown, HTML or JSON."""

from typing import TYPE_CHECKING, Any

from servicedesk.cli.case.parts import belongings, clock_value, limit_value, waiting_value
from servicedesk.cli.frame import context, diagnostics, output
from servicedesk.cli.record.history_lines import dossier_value
from servicedesk.domain.errors import UsageError
from servicedesk.domain.numbers import format_number, parse_number
from servicedesk.domain.text import clean_line
from servicedesk.domain.wording import listed
from servicedesk.domain.words.masks import CONTACT, MASKS, NOTHING
from servicedesk.i18n import _
from servicedesk.services.dossier_files import LAYOUTS, laid_out, laid_out_for, layout_called, write_words

if TYPE_CHECKING:
    from servicedesk.domain.clock_explanation import ClockExplanation
    from servicedesk.domain.staged_dossier import StagedDossier, StagedHistory

_STANDARD_OUTPUT = "-"


def number_and_layout(words: list[str]) -> tuple[int, str]:
    """The case and the layout named by the words after `show`, in either order."""
    chosen = [layout for word in words if (layout := layout_called(word))]
    rest = [word for word in words if not layout_called(word)]
    if len(rest) > 1 or len(chosen) > 1:
        raise UsageError(
            _("There is no layout {name}.").format(name=clean_line(words[-1])[:40]),
            _("Layouts of a dossier are: {names}.").format(names=", ".join(LAYOUTS)),
        )
    return parse_number(rest[0] if rest else "", "case"), chosen[0] if chosen else ""


def mask_called(word: str, *, masked: bool) -> str:
    """The mask that `word` names; without a word that of `--masked`, which hides how to reach a customer."""
    if not word.strip():
        return CONTACT if masked else NOTHING
    found = MASKS.read(word)
    if found is None:
        raise UsageError(
            _("There is no mask {name}.").format(name=clean_line(word)[:40]),
            _("Masks of a dossier are: {names}.").format(names=listed(MASKS.shown())),
        )
    return found


def show(case_id: int, layout: str, file: str, *, mask: str, force: bool) -> None:
    """Print the file of the case, or write it to `file`, whole or not at all.

    Without a `layout` it is the one that the name of the file says, else text.
    """
    if context.current().format == "csv":
        raise UsageError(_("A dossier has no CSV."), _("Leave --csv out, or use --json."))
    with context.open_desk() as desk:
        staged = desk.dossiers.staged(case_id, mask=mask)
    if context.current().format:
        words = output.to_json(output.json_value(values(staged)), indent=context.current().format == "json")
    else:
        words = laid_out(staged, layout) if layout else laid_out_for(staged, file)
    if file in {"", _STANDARD_OUTPUT}:
        output.text(words)
        return
    written = write_words(file, words, force=force)
    diagnostics.say(_("Wrote {path}.").format(path=clean_line(file)))
    diagnostics.require_sure(is_sure=written.is_sure)


def values(staged: "StagedDossier") -> dict[str, Any]:
    """The file for programs: what is recorded and missing of each stage, by the names of the fields."""
    row = staged.dossier.case.row
    return {
        "number": format_number("case", row.id),
        "subject": staged.dossier.case.fields["subject"],
        **output.picked(row, "kind state"),
        "customer": row.customer_name,
        **output.picked(row, "owner received_at"),
        **output.picked(staged, "made_at made_by mask"),
        "masked": staged.mask != NOTHING,
        "clocks": [_clock(clock) for clock in staged.clocks],
        "limits": [limit_value(limit, staged.made_at) for limit in staged.limits],
        "waiting": waiting_value(staged.waiting),
        "stages": [_stage(held, staged) for held in staged.stages],
        **belongings(staged.dossier, staged.made_at),
        "history": [dossier_value(line) for line in staged.dossier.history],
    }


def _clock(clock: "ClockExplanation") -> dict[str, Any]:
    """One clock with its pauses; `worked_seconds` is working time, all of it counted or none."""
    return clock_value(clock.reading) | {
        "pauses": [
            {
                "start": pause.start,
                "end": pause.end if pause.is_over else None,
                **output.picked(pause, "worked_seconds counted state reason whom"),
            }
            for pause in clock.pauses
        ]
    }


def _stage(held: "StagedHistory", staged: "StagedDossier") -> dict[str, Any]:
    fields = staged.dossier.case.fields
    stage = held.stage
    return {
        "code": stage.code,
        "title": stage.title,
        "recorded": [
            # As it is stored, where the case has such a field: no words that change with the language.
            {"name": line.name, "value": fields.get(line.name, line.value)}
            for line in stage.recorded
        ],
        "missing": list(stage.missing_names),
        "history": [dossier_value(line) for line in held.history],
    }
