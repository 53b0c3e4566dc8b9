"""The error classes: a message and a hint for the user, and an exit code for each kind."""


class ServiceDeskError(Exception):
    """Base of all errors that a user may see: one line on what is wrong, one on what to do.

    The words never hold a customer's data: they may be mailed by cron or pasted into a chat.
    """

    exit_code = 1
    code = "failed"

    def __init_subclass__(cls, code: str = "", exit_code: int = 0) -> None:
        """A kind of error; what it does not say is as in the class that it stands under."""
        cls.code, cls.exit_code = code or cls.code, exit_code or cls.exit_code

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class UsageError(ServiceDeskError, exit_code=2, code="usage"):
    """The request or the configuration cannot be understood."""


class NotOursError(UsageError, code="not_ours"):
    """A database that belongs to another program."""


class NotFoundError(ServiceDeskError, exit_code=4, code="not_found"):
    """No record has that number."""


class RefusedError(ServiceDeskError, exit_code=5, code="refused"):
    """A rule of the desk forbids it, or it needs a confirmation."""


class NewerChangeError(RefusedError, code="newer"):
    """Something newer stands on what was to be undone.

    `on_screen` says the same with the name of the customer, `subject` is the record as (kind, id); both are
    blank where nobody can tell.
    """

    on_screen = ""
    subject: "tuple[str, int] | None" = None


class StaleError(RefusedError, code="stale"):
    """Somebody else changed the record since it was shown.

    `conflicts` maps each field to (value shown, value now stored, value wanted).
    """

    def __init__(
        self, message: str, hint: str = "", conflicts: dict[str, tuple[object, object, object]] | None = None
    ) -> None:
        super().__init__(message, hint)
        self.conflicts = conflicts or {}


class NoDatabaseError(ServiceDeskError, exit_code=10, code="no_database"):
    """There is no file yet."""


class BusyError(ServiceDeskError, exit_code=11, code="busy"):
    """Another process holds the file longer than the timeout."""


class WrongKeyError(ServiceDeskError, exit_code=12, code="wrong_key"):
    """What is encrypted cannot be opened: no key was named, or another one than it is for."""


class DamagedError(ServiceDeskError, exit_code=13, code="damaged"):
    """The file is damaged."""


class NewerVersionError(ServiceDeskError, exit_code=14, code="newer"):
    """The file was made by a newer version of the program."""


class NoSpaceError(ServiceDeskError, exit_code=15, code="no_space"):
    """The disk is full."""
