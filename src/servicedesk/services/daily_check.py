"""Once a day, while the screens are open, the file is looked through for damage, in the background."""

from servicedesk.domain.errors import DamagedError, ServiceDeskError
from servicedesk.i18n import _
from servicedesk.services.desk import Desk
from servicedesk.settings import desk_notes
from servicedesk.storage import driver

STEPS = 200_000
"""So many steps of SQLite's lie between two looks whether the program is leaving."""


def is_due(desk: Desk) -> bool:
    """Whether nobody has looked through this desk today, on this machine."""
    return desk_notes.read(desk.store.number, desk_notes.CHECKED) != _today(desk)


def look(desk: Desk) -> str:
    """Look through the file, unless that was done today; what people are told of damage, empty if it is well.

    What is well is noted; damage is told at each start until it is gone. Reading keeps nobody from writing.
    """
    if not is_due(desk):
        return ""
    try:
        is_well = _reads_well(desk)
    except DamagedError:
        is_well = False
    except ServiceDeskError:
        # Busy, gone, or closed meanwhile: the next start looks.
        return ""
    if is_well:
        desk_notes.write(desk.store.number, _today(desk), desk_notes.CHECKED)
        return ""
    return _(
        "The desk's file is damaged. Leave, run `servicedesk doctor --full`,"
        " then bring back a backup with `servicedesk restore`."
    )


def _reads_well(desk: Desk) -> bool:
    with desk.store.bare() as connection:
        connection.set_progress_handler(lambda: int(desk.store.is_closed), STEPS)
        try:
            return bool(connection.execute("PRAGMA quick_check(1)").fetchone()[0] == "ok")
        except driver.Error as error:
            if "interrupt" in str(error):
                raise ServiceDeskError(str(error)) from error
            raise
        finally:
            connection.set_progress_handler(None, 0)


def _today(desk: Desk) -> int:
    return int(f"{desk.now_here():%Y%m%d}")
