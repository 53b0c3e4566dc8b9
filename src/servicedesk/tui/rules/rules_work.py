"""RulesWork: what the keys of Working calendar and Desk rules do it with: changing, editing, files."""

from collections.abc import Callable
from datetime import datetime
from functools import partial

from servicedesk.domain.date_format import format_long
from servicedesk.domain.errors import RefusedError
from servicedesk.domain.policies import POLICIES
from servicedesk.domain.policy_words import past_judged_anew, recounted, same_already, valid_words
from servicedesk.domain.rows.history import Change
from servicedesk.i18n import _
from servicedesk.services.policies import PolicyText
from servicedesk.settings.lasting import Written
from servicedesk.tui.base.handler import Handler
from servicedesk.tui.forms.asking import choose, propose
from servicedesk.tui.forms.choice import Choice
from servicedesk.tui.rules.valid_from import ask_since


class RulesWork(Handler):
    """Changes rules; each change says how many clocks it has moved."""

    def change_rules(self, call: Callable[[], Change], words: str) -> None:
        """Change rules and say `words`; that nothing differed is said too."""
        self.change(partial(self.changed, call, words), said=str, then=self.say_if_same)

    def changed(self, call: Callable[[], Change], words: str) -> str:
        """In the writing thread: change, count, and put both in words; empty when nothing differed."""
        change = call()
        if not change.action:
            return ""
        past = past_judged_anew() if change.judges_past else ""
        return " ".join(part for part in (words, past, recounted(self.desk.policies.open_cases())) if part)

    def change_since(
        self,
        name: str,
        text: Callable[[], str],
        call: Callable[[datetime | None], Change],
        words: str,
        left: Callable[[], object] | None = None,
    ) -> None:
        """As change_rules(), having asked from when, if `text()` of these rules would judge the past anew.

        `left` is called after Esc there.
        """

        def changed(since: datetime | None) -> None:
            self.change(
                partial(self.changed_since, name, partial(call, since), words),
                said=str,
                then=self.say_if_same,
            )

        def asked(is_asked: bool) -> None:
            if is_asked:
                ask_since(self.app, changed, left)
            else:
                changed(None)

        self.run_service(
            lambda: self.desk.policies.asks_since(name, text()), then=asked, group="since", opens=True
        )

    def changed_since(self, name: str, call: Callable[[], Change], words: str) -> str:
        """As changed(), with from when the rules of that name hold, if that is not from the beginning."""
        said = self.changed(call, words)
        valid_from = self.desk.policies.get(name).valid_from
        if not said or valid_from is None:
            return said
        return f"{said} {valid_words(format_long(valid_from, self.desk.zone))}"

    def say_if_same(self, words: str) -> None:
        """Say that nothing differed, if there are no words."""
        if not words:
            self.desk_app.say(same_already())

    def edit_rules(self, name: str) -> None:
        """Edit a document as text."""
        self.run_service(self.desk.policies.get, name, then=self._open_editor, group="editor", opens=True)

    def _open_editor(self, shown: PolicyText) -> None:
        from servicedesk.tui.rules.rules_editor import RulesEditor, Work

        policies, label = self.desk.policies, _(POLICIES[shown.name].label)
        # The version that the person has seen: a save replaces no other.
        seen = [shown.version]

        def save(text: str, since: datetime | None) -> str:
            call = partial(policies.set, shown.name, text, seen[-1], since=since)
            return self.changed_since(shown.name, call, _("Saved: {name}.").format(name=label))

        def again() -> str:
            newest = policies.get(shown.name)
            seen.append(newest.version)
            return newest.text

        check = partial(policies.check, shown.name)
        asks = partial(policies.asks_since, shown.name)
        work = Work(check, asks, save, again)
        self.app.push_screen(RulesEditor(label, shown.text, work, f"rules {shown.name}"))

    def import_rules(self, name: str) -> None:
        """Ask for a file and take the document from it."""

        def take_in(path: str | None) -> None:
            if path:
                words = _("Took in {path}.").format(path=path)
                self.change_since(name, partial(_read, path), partial(self._take_in, name, path), words)

        self._ask_path(_("Take from which file? {name}").format(name=_(POLICIES[name].label)), "", take_in)

    def _take_in(self, name: str, path: str, since: datetime | None) -> Change:
        return self.desk.policies.set(name, _read(path), since=since)

    def export_rules(self, name: str) -> None:
        """Ask for a file and write the document to it."""

        def write(path: str | None) -> None:
            if path:
                self._write_out(name, path, force=False)

        title = _("Write to which file? {name}").format(name=_(POLICIES[name].label))
        self._ask_path(title, f"{name}.toml", write)

    def _write_out(self, name: str, path: str, *, force: bool) -> None:
        from servicedesk.services.policy_files import write_rules

        def write() -> Written:
            return write_rules(path, self.desk.policies.text(name), force=force)

        def written(file: Written) -> None:
            self.desk_app.say(file.in_words(), severity="information" if file.is_sure else "warning")

        def failed(error: Exception) -> None:
            if force or not isinstance(error, RefusedError):
                self.desk_app.report(error)
                return
            choices = [Choice("keep", _("keep it"), key="k"), Choice("replace", _("replace it"), key="r")]
            choose(self.app, error.message, choices, replace)

        def replace(taken: str | None) -> None:
            if taken == "replace":
                self._write_out(name, path, force=True)

        self.run_service(
            write,
            then=written,
            failed=failed,
            group="export",
            opens=True,
        )

    def _ask_path(self, title: str, value: str, then: Callable[[str | None], None]) -> None:
        propose(self.app, title, then, value, hint=_("a path; ~ is your home"))


def _read(path: str) -> str:
    from servicedesk.services.policy_files import read_rules

    return read_rules(path)
