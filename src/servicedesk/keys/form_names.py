"""What a form is called in which words were left, and what was typed there: on Today, and in the shell.

The key of a draft is the name of the action that opens its form, and the numbers of its records.
"""

from servicedesk.domain.numbers import format_number
from servicedesk.domain.rows.today import DraftRow
from servicedesk.domain.text import clean_line
from servicedesk.domain.wording import before_value, listed
from servicedesk.domain.words.complaints import REMEDIES
from servicedesk.i18n import N_, _
from servicedesk.keys.actions import BY_ID

BEFORE = "before "
"""Beside each text of a draft stands under this name what the record held when it was typed."""

NAMES = {
    "case.statement": N_("Statement"),
    "case.override": N_("close anyway"),
    "case.waive": N_("no follow-up"),
    "promise.retell": N_("new time"),
    "promise.withdraw": N_("withdraw"),
    "followup.hold": N_("held"),
    "followup.miss": N_("not held"),
    "followup.edit": N_("edit"),
    "followup.new": N_("Book a follow-up"),
    "recurring.new": N_("New recurring case"),
    "season.new": N_("New season"),
    "duty.new": N_("New duty"),
    "rules": N_("Desk rules"),
}
"""Of forms whose name is that of no action."""

KINDS = frozenset({"case", "customer", "call", "followup", "promise"})


def form_in_words(row: DraftRow) -> str:
    """The form that was left, by the key that opens it or its own name, and the records that it is about."""
    kind = kind_of_form(row)
    numbers = listed(format_number(kind, one) for one in row.record_ids) if kind else ""
    return " ".join(part for part in (_name(row.form), numbers) if part)


def _name(form: str) -> str:
    first, _dot, second = form.partition(".")
    if form in NAMES:
        return _(NAMES[form])
    if first == "remedy" and second in REMEDIES.labels:
        return f"{before_value(_(BY_ID['case.remedy'].label))}{_(REMEDIES.labels[second])}"
    # Earlier versions named the one line of a reason by the service that takes it.
    action = BY_ID.get(f"case.{second}" if first == "words" else form)
    return _("form") if action is None else _(action.label)


def kind_of_form(row: DraftRow) -> str:
    """The kind of record that the form of a draft is about; empty where it is another."""
    kind = row.form.partition(".")[0]
    kind = "case" if kind in {"remedy", "words"} else kind
    return kind if kind in KINDS and row.form != "followup.new" and row.record_ids else ""


def words_of_form(row: DraftRow) -> str:
    """What was typed, on one line, without what stood there before."""
    return clean_line("  ".join(text for name, text in row.body.items() if not name.startswith(BEFORE)))
