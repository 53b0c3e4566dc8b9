"""The error classes: a message and a hint for the user, and an exit code for each kind."""


class ServiceDeskError(Exception):
    """Base of all errors that a user may see: one line on what is wrong, one on what to do.

    The words never hold a customer's data: they may be mailed by cron or pasted into a chat.
    """

    exit_code = 1
    code = "failed"

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class UsageError(ServiceDeskError):
    """The request or the configuration cannot be understood."""

    exit_code = 2
    code = "usage"


class NotOursError(UsageError):
    """A database that belongs to another program."""

    code = "not_ours"


class NotFoundError(ServiceDeskError):
    """No record has that number."""

    exit_code = 4
    code = "not_found"


class RefusedError(ServiceDeskError):
    """A rule of the desk forbids it, or it needs a confirmation."""

    exit_code = 5
    code = "refused"


class StaleError(RefusedError):
    """Somebody else changed the record since it was shown.

    `conflicts` maps each field to (value shown, value now stored, value wanted).
    """

    code = "stale"

    def __init__(
        self, message: str, hint: str = "", conflicts: dict[str, tuple[object, object, object]] | None = None
    ) -> None:
        super().__init__(message, hint)
        self.conflicts = conflicts or {}


class NoDatabaseError(ServiceDeskError):
    """There is no file yet."""

    exit_code = 10
    code = "no_database"


class BusyError(ServiceDeskError):
    """Another process holds the file longer than the timeout."""

    exit_code = 11
    code = "busy"


class DamagedError(ServiceDeskError):
    """The file is damaged."""

    exit_code = 13
    code = "damaged"


class NewerVersionError(ServiceDeskError):
    """The file was made by a newer version of the program."""

    exit_code = 14
    code = "newer"


class NoSpaceError(ServiceDeskError):
    """The disk is full."""

    exit_code = 15
    code = "no_space"
