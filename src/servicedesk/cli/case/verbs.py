"""`servicedesk case` and `servicedesk complaint` with all their verbs, in the order of the help page."""

from importlib import import_module

from servicedesk.cli.case.noun import app, complaints
from servicedesk.cli.frame.commands import command_name

__all__ = ["app", "complaints"]

SUBJECTS = (
    "open show edit assign moves gates snooze wait_and_nudge hand_off complaint evidence remedy merge"
    " rehome link_and_split checklist macro clocks"
)
"""The files that add verbs to the noun."""

ORDER = (
    "open list show history edit assign label priority note work wait solve tell close reopen cancel snooze"
    " wake acknowledge source extend assess evidence statement cause outcome handoff back answer thank"
    " followup waive nudge remedy merge unmerge move split link unlink duplicate follow step macro explain"
    " gates nudges whatif"
)
"""As cases are worked; a verb that is not named here comes last."""

for _subject in SUBJECTS.split():
    import_module(f"servicedesk.cli.case.{_subject}")
_order = {name: place for place, name in enumerate(ORDER.split())}
app.registered_commands.sort(key=lambda declared: _order.get(command_name(declared), len(_order)))
