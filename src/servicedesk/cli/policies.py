"""`servicedesk policy`: the desk's own rules as text: shown, edited, exported, imported, reset."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from servicedesk.cli.frame import context, diagnostics, moments, output
from servicedesk.cli.frame.output import Field
from servicedesk.cli.record.options import Encoding, File, Force, argument, flag, option
from servicedesk.domain.errors import UsageError
from servicedesk.domain.policies import IN_TIME, POLICIES
from servicedesk.domain.policy_words import (
    odd_pauses_in,
    past_judged_anew,
    recounted,
    same_already,
    shipped_again,
    valid_words,
)
from servicedesk.domain.text import sentences
from servicedesk.i18n import N_, _

if TYPE_CHECKING:
    from datetime import datetime

    from servicedesk.domain.rows.history import Change
    from servicedesk.services.desk import Desk

app = typer.Typer(
    help=N_(
        "The desk rules: working calendar, targets, urgency, waiting reasons, causes, checklists, macros,"
        " handling.\n\n"
        "Each is one text (TOML) whose comments teach its format. What the desk has not written itself is"
        " shipped. A rule that changes moves the deadlines of all open cases at once, but for targets and"
        " working hours: they hold from now on, or from when you say. Undo moves them back."
    ),
    epilog=N_(
        "servicedesk policy list\n"
        "servicedesk policy show targets\n"
        "servicedesk policy edit causes\n"
        "servicedesk policy export targets -o targets.toml\n"
        "servicedesk policy import targets targets.toml --dry-run\n"
        "servicedesk policy reset targets --from beginning"
    ),
)

FIELDS: tuple[Field, ...] = (
    Field("name", N_("Name"), lambda rules: rules.name),
    Field("label", N_("Rules"), lambda rules: _(POLICIES[rules.name].label)),
    Field(
        "own",
        N_("Whose"),
        lambda rules: rules.is_own,
        lambda rules: _("the desk's own") if rules.is_own else _("shipped"),
    ),
    Field("version", N_("Version"), lambda rules: rules.version),
    Field(
        "valid_from",
        N_("Valid from"),
        lambda rules: rules.valid_from,
        lambda rules: "" if rules.valid_from is None else moments.since(rules.valid_from),
    ),
    Field("help", N_("Meaning"), lambda rules: _(POLICIES[rules.name].help)),
)

Name = Annotated[str, argument("NAME", N_("The name of the rules, as `servicedesk policy list` shows it."))]
To = Annotated[str, option("--output", N_("The file; - for standard output."), "FILE|-", also="-o")]
SINCE_HELP = N_("From when it holds: a day; or beginning: the past is judged by it, too. Now if not given.")
Since = Annotated[str, option("--from", SINCE_HELP, "DATE")]
AsOf = Annotated[str, option("--as-of", N_("As it was at that time."), "TIME")]
DryRun = Annotated[bool, flag("--dry-run", N_("Check it and say what would change; keep nothing."))]


@app.command("list", help=N_("List the rules, and whether they are the desk's own."))
def list_() -> None:
    with context.open_desk() as desk:
        found = [desk.policies.get(name) for name in desk.policies.names()]
    output.listing(FIELDS, found, default=("name", "label", "own", "valid_from", "help"))


@app.command(help=N_("Print one text."))
def show(name: Name, *, as_of: AsOf = "") -> None:
    moment = moments.past(as_of)
    with context.open_desk() as desk:
        rules = desk.policies.get(name).as_of(moment)
    if rules.valid_from is not None:
        diagnostics.say(_("Valid from {when}.").format(when=moments.since(rules.valid_from)))
    if odd := odd_pauses_in(rules.name, rules.text):
        diagnostics.say(odd)
    values = {"name": rules.name, "own": rules.is_own, "version": rules.version, "text": rules.text}
    values |= {
        "valid_from": rules.valid_from,
        "earlier": [{"valid_from": one.valid_from, "text": one.text} for one in rules.earlier],
    }
    output.record(values, lambda: rules.text)


@app.command(help=N_("Write one text to a file, whole or not at all."))
def export(name: Name, *, to: To = "-", force: Force = False) -> None:
    write_out(name, to, force=force)


@app.command(
    "import",
    help=N_("Take a text from a file in place of the rules that hold; a faulty one changes nothing."),
    epilog=N_(
        "servicedesk policy import targets targets.toml --dry-run\n"
        "servicedesk policy import targets targets.toml --from 2026-06-01"
    ),
)
def import_(
    name: Name, file: File, *, since: Since = "", dry_run: DryRun = False, encoding: Encoding = ""
) -> None:
    take_in(name, file, since=since, dry_run=dry_run, encoding=encoding)


@app.command(help=N_("Go back to the rules that are shipped. Undo brings yours back."))
def reset(name: Name, *, since: Since = "") -> None:
    begins = valid_since(since, name)
    with context.open_desk() as desk:
        change = desk.policies.reset(name, since=begins)
        report(desk, change, sentences(shipped_again(label(name)), valid(desk, name, since)))


@app.command(
    help=N_("Edit one text in your editor ($VISUAL, $EDITOR); a fault keeps what you wrote in a file.")
)
def edit(name: Name, *, since: Since = "") -> None:
    from servicedesk.cli.frame.editing import Draft

    begins = valid_since(since, name)
    with context.open_desk(create=True) as desk:
        shown = desk.policies.get(name)
        with Draft(f"{shown.name}.toml", shown.text) as draft:
            change = desk.policies.set(name, draft.edited(), shown.version, since=begins)
        words = _("Saved {name}.").format(name=label(name))
        report(desk, change, sentences(words, valid(desk, name, since)))


def write_out(name: str, to: str, *, force: bool) -> None:
    """Write the rules of that name to a file, or to standard output."""
    from servicedesk.services.policy_files import write_rules

    with context.open_desk() as desk:
        text = desk.policies.text(name)
    if to == "-":
        output.text(text)
        return
    written = write_rules(to, text, force=force)
    path = str(written.path)
    output.saved([], _("Wrote {path}.").format(path=path), name=name, path=path)
    diagnostics.require_sure(is_sure=written.is_sure)


def take_in(name: str, file: str, *, since: str = "", dry_run: bool, encoding: str) -> None:
    """Replace the rules of that name by those of a file; with `dry_run` only say what would change."""
    from servicedesk.services.policy_files import read_rules

    begins = valid_since(since, name)
    with context.open_desk(create=not dry_run) as desk:
        before = desk.policies.text(name)
        text = desk.policies.check(name, read_rules(file, encoding))
        if dry_run:
            _show_difference(name, before, text)
            return
        change = desk.policies.set(name, text, since=begins)
        words = _("Took in {name}.").format(name=label(name))
        report(desk, change, sentences(words, valid(desk, name, since)))


def valid_since(text: str, name: str) -> "datetime | None":
    """What --from names; None where it was not given. UsageError where all of the rules hold at once."""
    from servicedesk.services.policy_versions import since_when

    if text and name in POLICIES and name not in IN_TIME:
        raise UsageError(
            _("These rules hold at once: {name}.").format(name=label(name)),
            _("Only targets, working hours, waiting reasons and limits of sources hold from a time on."),
        )
    return since_when(text, lambda when: moments.read(when, "00:00"))


def valid(desk: "Desk", name: str, since: str = "") -> str:
    """From when the rules of that name hold; empty where nobody asked and nothing held before."""
    rules = desk.policies.get(name)
    if rules.valid_from is not None:
        return valid_words(moments.since(rules.valid_from))
    return valid_words("") if since else ""


def report(desk: "Desk", change: "Change", words: str, **values: Any) -> None:
    """Say what was done, and how many clocks were computed anew; or that nothing differed."""
    if not change.action:
        output.saved([], same_already(), action=None, **values)
        return
    past = past_judged_anew() if change.judges_past else ""
    said = sentences(words, past, recounted(desk.policies.open_cases()), _("Undo with: servicedesk undo"))
    output.saved([str(change.action)], said, action=change.action, **values)


def label(name: str) -> str:
    """The rules in words."""
    return _(POLICIES[name].label)


def _show_difference(name: str, before: str, after: str) -> None:
    from difflib import unified_diff

    old, new = before.splitlines(), after.splitlines()
    lines = list(unified_diff(old, new, name, name, n=1, lineterm=""))
    changed = [line for line in lines[2:] if line[:1] in {"+", "-"}]
    if context.current().format:
        added = sum(line.startswith("+") for line in changed)
        removed = len(changed) - added
        output.record({"name": name, "dry_run": True, "added": added, "removed": removed}, str)
    else:
        for line in lines[2:]:
            output.line(line)
    diagnostics.say(
        _("The text is sound. Nothing was kept: that was a dry run.")
        if changed
        else _("The text is sound and says what holds already.")
    )
