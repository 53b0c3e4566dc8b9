"""What is wrong with a workbook, in words: for each code of workbook_child one line, and what to do."""

import errno
from collections.abc import Callable
from typing import Any

from servicedesk.domain.errors import NoSpaceError, ServiceDeskError, UsageError
from servicedesk.domain.text import brief
from servicedesk.i18n import _

Told = dict[str, Any]


def fault(told: Told) -> ServiceDeskError:
    """The error for what the process that read the workbook has `told`."""
    return _FAULTS.get(told["error"], _damaged)(told)


def damaged() -> UsageError:
    """The workbook cannot be understood."""
    return UsageError(_("The workbook is damaged, or not written as its format asks."), _save_again())


def damaged_sheet(name: str) -> UsageError:
    """One sheet of it cannot be understood."""
    return UsageError(
        _("The sheet {name} is damaged or cannot be read.").format(name=brief(name, 60)), _save_again()
    )


def too_large() -> UsageError:
    """Reading it takes more memory than it may."""
    return UsageError(
        _("The workbook needs more memory than its reading may take: it is too large, or made to harm."),
        _as_csv(),
    )


def too_long() -> UsageError:
    """Reading it takes more time than it may."""
    return UsageError(_("Reading the workbook takes too long; it was given up."), _as_csv())


def _damaged(_told: Told) -> ServiceDeskError:
    return damaged()


def _password(_told: Told) -> ServiceDeskError:
    return UsageError(
        _("The workbook is protected with a password."),
        _("Open it in the spreadsheet program, take the password off, and save it."),
    )


def _file_too_large(told: Told) -> ServiceDeskError:
    return UsageError(_("The workbook is larger than {limit} MB.").format(limit=told["limit"]), _as_csv())


def _bomb(told: Told) -> ServiceDeskError:
    match told["why"]:
        case "members":
            words = _("The workbook holds {count} parts, more than any workbook has.").format(
                count=told["count"]
            )
        case "size":
            words = _("The workbook unpacks to more than {limit} GB.").format(limit=told["limit"])
        case "ratio":
            words = _("The workbook unpacks {size} MB from {packed} kB: it is made to harm.").format(
                size=told["size"], packed=told["packed"]
            )
        case "repeated":
            words = _("The workbook repeats filled rows more than {limit} times.").format(limit=told["limit"])
        case "blanks":
            words = _("The workbook repeats blanks more than {limit} times.").format(limit=told["limit"])
        case _:
            words = _("The workbook defines entities, which no spreadsheet program writes.")
    return UsageError(words, _("Nothing was read. Ask where the file comes from."))


def _not_a_workbook(told: Told) -> ServiceDeskError:
    names = {
        "word": _("a Word document"),
        "powerpoint": _("a PowerPoint file"),
        "numbers": _("a document of Apple's iWork"),
        "odf": _("an OpenDocument file of another kind"),
        "mail": _("a mail saved by Outlook"),
    }
    return UsageError(
        _("That is no workbook and no table: it is {what}.").format(
            what=names.get(told["what"], _("a ZIP archive"))
        ),
        _("Open it in the program that it is for, and save it as XLSX or CSV."),
    )


def _no_such_sheet(told: Told) -> ServiceDeskError:
    names = _(", ").join(brief(str(name), 40) for name in told["names"])
    return UsageError(_("The workbook has no such sheet."), _("Sheets: {names}.").format(names=names or "-"))


def _no_reader(_told: Told) -> ServiceDeskError:
    return ServiceDeskError(
        _("The library that reads workbooks, python-calamine, cannot be loaded."),
        _("Install servicedesk anew, or save the sheet as CSV UTF-8 and import that."),
    )


def _disk(told: Told) -> ServiceDeskError:
    if told["number"] in {errno.ENOSPC, errno.EDQUOT}:
        return NoSpaceError(_("The disk is full: there is no room for the rows of the workbook."))
    return too_large() if told["number"] in {errno.EFBIG, errno.ENOMEM} else damaged()


_FAULTS: dict[str, Callable[[Told], ServiceDeskError]] = {
    "password": _password,
    "damaged_sheet": lambda told: damaged_sheet(str(told["name"])),
    "memory": lambda _told: too_large(),
    "file_too_large": _file_too_large,
    "bomb": _bomb,
    "not_a_workbook": _not_a_workbook,
    "no_such_sheet": _no_such_sheet,
    "no_reader": _no_reader,
    "disk": _disk,
}
"""By code; whatever else is said stands for damage."""


def _save_again() -> str:
    return _("Open it in the spreadsheet program and save it as a new XLSX file.")


def _as_csv() -> str:
    return _("Save the sheet as CSV UTF-8 in the spreadsheet program and import that.")
