"""What leaves the machine encrypted to whoever is to read it, in the format of age (age-encryption.org/v1).

Only public keys are needed, so that a nightly run holds no secret. The plain text never stands on the disk.
"""

import os
import re
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from threading import Thread
from typing import Any

from servicedesk.domain.errors import ServiceDeskError, UsageError
from servicedesk.domain.text import brief
from servicedesk.exchange.rows import Sink
from servicedesk.i18n import _
from servicedesk.settings.places import open_plain

SUFFIX = ".age"
"""Behind the name that the file would have had."""
_KEY = re.compile(r"age1[a-z0-9]{20,}|ssh-(?:ed25519|rsa) \S+(?: .*)?")
_SECRET = re.compile(r"AGE-SECRET-KEY-", re.IGNORECASE)
_KEY_FILE_LIMIT = 1 << 20
_BLOCK = 1 << 16


def recipients(words: Sequence[str]) -> list[str]:
    """The public keys that `words` are, or that stand in the files that they name, a key a line.

    UsageError for what is no key and no file, for a secret key, for a file without a key.
    """
    keys: list[str] = []
    for word in words:
        line = word.strip()
        keys += [line] if _KEY.fullmatch(line) or _SECRET.match(line) else _in_file(line)
    for key in keys:
        _recipient(key)
    return list(dict.fromkeys(keys))


def with_ending(place: Path) -> Path:
    """The name of an encrypted file: with .age behind it, if it has not."""
    return place if place.suffix == SUFFIX else place.with_name(place.name + SUFFIX)


def to_keys(sink: Sink, keys: Sequence[str]) -> AbstractContextManager[Sink]:
    """`sink` itself where there are no keys, else what encrypts to them on the way there."""
    return encrypting(sink, keys) if keys else nullcontext(sink)


def _in_file(name: str) -> list[str]:
    try:
        with open_plain(Path(name).expanduser()) as file:
            lines = [line.strip() for line in file.read(_KEY_FILE_LIMIT).decode().splitlines()]
    except (ServiceDeskError, OSError, ValueError, RuntimeError):
        raise _no_key(name) from None
    found = [line for line in lines if line and not line.startswith("#")]
    if not found:
        raise _no_key(name)
    return found


def _no_key(word: str) -> UsageError:
    return UsageError(
        _("{name} is no key, and no file with keys.").format(name=brief(word, 40) or "–"),
        _("A key to encrypt to begins with age1 or ssh-ed25519; `age-keygen` makes one."),
    )


def _recipient(key: str) -> Any:
    import pyrage

    if _SECRET.match(key):
        # Never repeated in a message.
        raise UsageError(
            _("That is a secret key; files are encrypted to the public one."),
            _("Name the key that begins with age1: `age-keygen -y FILE` prints it."),
        )
    kind = pyrage.ssh.Recipient if key.startswith("ssh-") else pyrage.x25519.Recipient
    try:
        return kind.from_str(key)
    except pyrage.RecipientError:
        raise _no_key(key) from None


@contextmanager
def encrypting(sink: Sink, keys: Sequence[str]) -> Iterator[Sink]:
    """A sink whose bytes reach `sink` encrypted to `keys`, as they come; what that raises is raised here."""
    import pyrage

    reading, writing = os.pipe()
    target = _Target(sink)
    failed: list[BaseException] = []

    def encrypt() -> None:
        with os.fdopen(reading, "rb", buffering=_BLOCK) as source:
            try:
                pyrage.encrypt_io(source, target, [_recipient(key) for key in keys])
            except BaseException as error:
                # Told in the thread that waits for this one.
                failed.append(target.error or error)

    worker = Thread(target=encrypt, name="encrypting", daemon=True)
    worker.start()
    try:
        with os.fdopen(writing, "wb", buffering=_BLOCK) as pipe:
            try:
                yield pipe
            except BaseException:
                # Half a file must not be ended as if it were whole.
                target.is_open = False
                raise
    except BrokenPipeError:
        if not failed and target.error is None:
            raise
    finally:
        worker.join()
    if failed:
        raise failed[0]


class _Target:
    """Takes the encrypted bytes; keeps the error, which pyrage would tell without its kind."""

    def __init__(self, sink: Sink) -> None:
        self._sink = sink
        self.error: BaseException | None = None
        self.is_open = True

    def write(self, block: bytes) -> int:
        if self.is_open:
            try:
                self._sink.write(bytes(block))
            except BaseException as error:
                self.error = error
                raise
        return len(block)

    def flush(self) -> None:
        """Nothing is kept here."""
