"""The desk rules: their names at the left, what one says at the right; edited, reset, exchanged."""

from collections.abc import Callable, Sequence
from functools import cached_property, partial
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from servicedesk.domain.date_format import format_long
from servicedesk.domain.policies import POLICIES
from servicedesk.domain.policy_words import odd_pauses_in, shipped_again
from servicedesk.i18n import N_, _
from servicedesk.keys.actions import Action, Scope
from servicedesk.services.policies import PolicyText
from servicedesk.tui.base.bindings import bindings_for
from servicedesk.tui.base.handler import Acts
from servicedesk.tui.base.safe import plain, styled
from servicedesk.tui.cases.long_text import LongText
from servicedesk.tui.frame.desk_screen import DeskScreen
from servicedesk.tui.frame.pane import Pane
from servicedesk.tui.rules.rules_page import rules_page
from servicedesk.tui.rules.rules_work import RulesWork


class RulesText(LongText, can_focus=False):
    """The page of the chosen rules: keys go to the names."""


class PoliciesScreen(DeskScreen):
    """All documents of rules."""

    NAME = "policies"
    SCOPES = (Scope.RULES,)
    BINDINGS: ClassVar[list[BindingType]] = bindings_for(Scope.RULES)
    DEFAULT_CSS = """
    PoliciesScreen #rules-left { width: 26; }
    PoliciesScreen.-wide.-high #rules-left { width: 28; }
    PoliciesScreen #rules-names { height: 1fr; border: none; padding: 0; }
    PoliciesScreen #rules-names:focus { border: none; }
    PoliciesScreen #rules-right { width: 1fr; visibility: visible; border-left: solid $border-blurred; }
    PoliciesScreen #rules-about { height: auto; padding: 0 1 1 1; }
    PoliciesScreen RulesText { height: 1fr; }
    """

    def __init__(self) -> None:
        """Nothing is read yet."""
        super().__init__()
        self.rules: Sequence[PolicyText] = ()
        self.work = RulesWork(self)

    def compose_body(self) -> ComposeResult:
        """Names; what the chosen rules are for, and what they say."""
        with Horizontal():
            yield Pane(OptionList(id="rules-names", markup=False), id="rules-left", head=N_("Desk rules"))
            with Pane(id="rules-right"):
                yield Static("", id="rules-about", markup=False)
                yield RulesText(id="rules-text")

    def on_mount(self) -> None:
        """Keys go to the names."""
        self.query_one(OptionList).focus()

    def load(self) -> None:
        """Read all of them."""
        policies = self.desk.policies
        self.run_service(
            lambda: [policies.get(name) for name in policies.names()], then=self._show, group="rules"
        )

    @property
    def name_list(self) -> OptionList:
        """The names."""
        return self.query_one("#rules-names", OptionList)

    @property
    def chosen(self) -> PolicyText | None:
        """The rules under the cursor."""
        place = self.name_list.highlighted
        return self.rules[place] if place is not None and place < len(self.rules) else None

    def _show(self, rules: Sequence[PolicyText]) -> None:
        names, at = self.name_list, self.name_list.highlighted or 0
        before, self.rules = self.chosen, rules
        with self.prevent(OptionList.OptionHighlighted):
            names.clear_options()
            names.add_options([Option(_name(one)) for one in rules])
            names.highlighted = at
        self._show_text(keeps_place=before is not None and before.name == rules[at].name)

    @on(OptionList.OptionHighlighted)
    def _other(self, event: OptionList.OptionHighlighted) -> None:
        event.stop()
        self._show_text(keeps_place=False)

    @on(OptionList.OptionSelected)
    def _open(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self._with_chosen(self.work.edit_rules)

    def _show_text(self, *, keeps_place: bool) -> None:
        shown = self.chosen
        if shown is None:
            return
        policy = POLICIES[shown.name]
        whose = _("the desk's own") if shown.is_own else _("shipped")
        since = ""
        if shown.valid_from is not None:
            since = _("valid from {when}").format(when=format_long(shown.valid_from, self.desk.zone))
        self.query_one("#rules-right", Pane).entitle((_(policy.label), ""))
        odd = odd_pauses_in(shown.name, shown.text)
        self.query_one("#rules-about", Static).update(
            styled(
                (_(policy.help), "$text"),
                (f"  {whose}", "bold $text-accent" if shown.is_own else "$text-muted"),
                (f"  {since}" if since else "", "$text-muted"),
                (f"\n! {plain(odd)}" if odd else "", "$text-warning"),
            )
        )
        page = rules_page(shown.name, shown.text)
        self.query_one("#rules-text", LongText).put(page, from_top=not keeps_place)
        self.show_what_can_be_done()

    def why_not(self, action: Action) -> str:
        """Shipped rules cannot be reset."""
        shown = self.chosen
        if action.id == "rules.reset" and shown is not None and not shown.is_own:
            return _("The shipped rules hold already.")
        return ""

    # Actions

    @cached_property
    def acts(self) -> Acts:
        """From rules to rules, up and down in their text, and what is done to the chosen ones."""
        return {
            "rules.edit": partial(self._with_chosen, self.work.edit_rules),
            "rules.import": partial(self._with_chosen, self.work.import_rules),
            "rules.export": partial(self._with_chosen, self.work.export_rules),
            "rules.hours": lambda: self.desk_app.open("working_calendar"),
            "rules.down": lambda: self.query_one(OptionList).action_cursor_down(),
            "rules.up": lambda: self.query_one(OptionList).action_cursor_up(),
            "rules.text_down": partial(self._scroll, 1),
            "rules.text_up": partial(self._scroll, -1),
        }

    def _with_chosen(self, act: Callable[[str], object]) -> None:
        if shown := self.chosen:
            act(shown.name)

    def action_rules_reset(self) -> None:
        """Go back to what is shipped."""
        if shown := self.chosen:
            policies, name = self.desk.policies, shown.name
            words = shipped_again(_(POLICIES[name].label))
            shipped, reset = POLICIES[name].default, lambda since: policies.reset(name, since=since)
            self.work.change_since(name, shipped, reset, words)

    def _scroll(self, way: int) -> None:
        """Half a page of the text."""
        text = self.query_one(LongText)
        text.scroll_relative(y=way * max(1, text.size.height // 2), animate=False)


def _name(rules: PolicyText) -> Content:
    return styled(
        ("* " if rules.is_own else "  ", "bold $text-accent"), (plain(_(POLICIES[rules.name].label)), "")
    )
