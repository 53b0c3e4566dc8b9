"""What a script is told where the libraries of the typed records are missing or broken."""

from collections.abc import Iterator
from contextlib import contextmanager

from servicedesk.domain.errors import ServiceDeskError
from servicedesk.i18n import _


@contextmanager
def loading_sqlmodel() -> Iterator[None]:
    """Tell in one line whatever the import of SQLModel, SQLAlchemy or pydantic raises inside."""
    try:
        yield
    except (SystemExit, KeyboardInterrupt, ServiceDeskError):
        raise
    except BaseException as error:  # The compiled part of pydantic fails with errors that are no Exception.
        words = _(
            "SQLModel or a library that it needs cannot be loaded ({error}); install servicedesk again."
        )
        raise ServiceDeskError(
            words.format(error=type(error).__name__),
            _("In the environment of the script: `python -m pip install --force-reinstall .`"),
        ) from None
