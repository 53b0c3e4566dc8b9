"""Decide a remedy."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

from servicedesk.domain.wording import before_value
from servicedesk.domain.words.complaints import REMEDIES
from servicedesk.i18n import _
from servicedesk.tui.cases.case_handler import CaseHandler, counted
from servicedesk.tui.forms.asking import refusal_of
from servicedesk.tui.forms.choice import Choice, draft_key

if TYPE_CHECKING:
    from servicedesk.domain.policies.handling import Handling
    from servicedesk.domain.rows.complaints import Remedy
    from servicedesk.domain.rows.history import Change

KEYS_OF_REMEDIES = "123456789abcdefg"


class Remedies(CaseHandler):
    """The first remedy by a form, what comes after it in a list."""

    def action_case_remedy(self) -> None:
        """Decide a remedy; where one was decided, list them."""
        self.with_rows(lambda rows: self.remedies_of([row.id for row in rows]))

    def remedies_of(self, ids: Sequence[int]) -> None:
        """List the remedies of one case, to be approved and carried out; where there are none, decide one."""
        if len(ids) != 1:
            self.choose_remedy(ids)
            return
        case_id = ids[0]

        def seen(remedies: "Sequence[Remedy]") -> None:
            if not remedies:
                self.choose_remedy(ids)
                return
            from servicedesk.tui.cases.case_popups import RemediesPopup

            self.app.push_screen(RemediesPopup(case_id, remedies, lambda: self.choose_remedy(ids)))

        self.run_service(
            lambda: self.desk.cases.dossier(case_id).remedies, then=seen, group="remedies", opens=True
        )

    def choose_remedy(self, ids: Sequence[int]) -> None:
        """Offer the kinds of remedy, each with a key, then ask for cost and words."""
        choices = [
            Choice(kind, _(label), key="0" if kind == "none" else KEYS_OF_REMEDIES[place])
            for place, (kind, label) in enumerate(REMEDIES.labels.items())
        ]

        self.choose_for(ids, _("Remedy"), choices, partial(self.remedy_of, ids))

    def remedy_of(self, ids: Sequence[int], kind: str) -> None:
        """Ask for cost and words of a remedy of this kind."""
        form = partial(self._remedy_form, ids, kind)
        self.run_service(self.desk.policies.parsed, "handling", then=form, group="remedies", opens=True)

    def _remedy_form(self, ids: Sequence[int], kind: str, handling: "Handling") -> None:
        from servicedesk.domain.money import parse_money
        from servicedesk.services.remedies import NewRemedy
        from servicedesk.tui.forms.fields_form import FieldsForm, FormField

        label = _(REMEDIES.labels[kind])
        said = _("remedy: {kind}").format(kind=label)
        money_fault = refusal_of(lambda text: parse_money(text, handling.currency))

        def remedy(texts: Mapping[str, str]) -> NewRemedy:
            cost = texts.get("cost", "")
            cents = parse_money(cost, handling.currency) if cost else 0
            return NewRemedy(kind, texts.get("words", ""), cents, texts.get("approver", ""))

        def save(texts: Mapping[str, str]) -> "Change":
            return self.desk.remedies.add(ids, remedy(texts))

        def saved(texts: Mapping[str, str] | None) -> None:
            if texts is None:
                return
            new, add = remedy(texts), self.desk.remedies.add
            self.chosen.remember(lambda again: self.apply_to(again, said, lambda ids: add(ids, new)))

        fields = [
            FormField("cost", _("Cost"), hint=_("80, 1,200.50"), check=money_fault),
            FormField("words", _("Note"), multiline=True),
            FormField("approver", _("Approved by"), hint=_("needed above the limit")),
        ]
        if kind == "none":
            fields = fields[1:2]
        title = f"{self.head(ids)}  {before_value(_('Remedy'))}{label}"
        key = draft_key(f"remedy.{kind}", ids)
        words = f"{counted(ids)} {said}"
        form = FieldsForm(title, fields, save=save, always=True, draft_key=key, said=lambda _change: words)
        self.app.push_screen(form, saved)
