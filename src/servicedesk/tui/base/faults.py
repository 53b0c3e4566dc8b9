"""Show errors to the user in words, and log them without any customer's data."""

import traceback
from collections.abc import Sequence

from servicedesk.i18n import _
from servicedesk.keys.keymap import Fault

MANY = 4


def log_without_values(error: BaseException) -> None:
    """Where it happened and what kind it was; the message itself may hold a customer's data."""
    places = [
        f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(error.__traceback__)
    ]
    from servicedesk import __version__
    from servicedesk.settings.log_file import note

    where = " < ".join(reversed(places)) or "unknown place"
    note(f"servicedesk {__version__}: {type(error).__name__} at {where}")


def keymap_faults_in_words(faults: Sequence[Fault]) -> str:
    """The faults of the keymap file for one toast."""
    lines = [_("Faults in the keymap file; the shipped keys stand in:"), *map(str, faults[:MANY])]
    if len(faults) > MANY:
        lines.append(_("All of them: servicedesk keys --check"))
    return "\n".join(lines)
