"""Imports: a file of another program, or one of our own, into the desk in one action."""

from servicedesk.services.importing.request import (
    FileLook,
    ImportReport,
    ImportRequest,
    Preview,
    Reject,
    ShownRow,
)
from servicedesk.services.importing.service import ImportService

__all__ = ["FileLook", "ImportReport", "ImportRequest", "ImportService", "Preview", "Reject", "ShownRow"]
