"""The moment from which something that was asked for stands, whatever comes after: what it is told of.

It stands here because this is the lowest room that gives files their names: storage and exchange do, too.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path

from servicedesk.settings.lasting import is_name_sure, require_names

Saving = Callable[[], AbstractContextManager[object]]

_saving: Saving = nullcontext


def tell(saving: Saving | None) -> None:
    """Have `saving` entered for each of these moments from now on; None for nothing, as in the screens."""
    global _saving  # noqa: PLW0603 - one process answers one command
    _saving = saving or nullcontext


@contextmanager
def saving() -> Iterator[None]:
    """The block is the step after which it stands; where it raises, nothing came of it."""
    with _saving():
        yield


@contextmanager
def naming(path: Path) -> Iterator[None]:
    """As saving(), for the step that gives what is written whole its name, `path`.

    What is named in a folder that is still being written stands when that does.
    """
    with nullcontext() if _is_part(path) else _saving():
        yield


def is_sure(path: Path) -> bool:
    """Whether the disk has confirmed the name that `path` now has.

    Of what is named in a folder that is still being written nothing stands yet: there the OSError is raised.
    """
    if _is_part(path):
        require_names(path.parent)
        return True
    return is_name_sure(path.parent)


def _is_part(path: Path) -> bool:
    from servicedesk.settings.unfinished import is_temporary

    return any(is_temporary(folder.name) for folder in path.parents)
