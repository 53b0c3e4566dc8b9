"""What was encrypted with age comes in again: with the secret key of its reader, from a file that he names.

Nothing of it is in a message. What breaks off, or was changed on its way, is never taken for whole.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, BinaryIO

from servicedesk.domain.errors import DamagedError, NotFoundError, ServiceDeskError, UsageError, WrongKeyError
from servicedesk.domain.text import brief
from servicedesk.exchange import ssh_keys
from servicedesk.exchange.encrypted import SUFFIX
from servicedesk.exchange.rows import Sink
from servicedesk.i18n import _
from servicedesk.settings.places import open_plain

_BEGINNINGS = (b"age-encryption.org/", b"-----BEGIN AGE ENCRYPTED FILE-----")
LONGEST_BEGINNING = max(map(len, _BEGINNINGS))
_KEY_FILE_LIMIT = 1 << 20
_OF_OPENSSH = b"PRIVATE KEY-----"
_NO_KEY_FITS = "no matching keys"
"""What pyrage says where none of the keys is one to which it was encrypted."""


def is_encrypted(head: bytes) -> bool:
    """Whether a file that begins so was encrypted with age."""
    return head.startswith(_BEGINNINGS)


def is_encrypted_file(path: Path) -> bool:
    """Whether that file was; False for what cannot be read, of which others tell."""
    try:
        with path.open("rb") as file:
            return is_encrypted(file.read(LONGEST_BEGINNING))
    except OSError:
        return False


def bare_name(name: str) -> str:
    """The name that a file has when it is not encrypted."""
    return name.removesuffix(SUFFIX)


def identities(name: Path | str) -> list[Any]:
    """The secret keys in a file: lines of `age-keygen`, or a key of OpenSSH. UsageError where there are none.

    NotFoundError where no file is. UsageError also for a pipe, which would keep us waiting, for a key that is
    itself locked with a password, and for the key itself in the place of a name: it would stand in the
    history of the shell.
    """
    import pyrage

    block = _key_file(name)
    shown = brief(Path(name).name, 40)
    try:
        if _OF_OPENSSH in block:
            return [pyrage.ssh.Identity.from_buffer(block)]
        found = [pyrage.x25519.Identity.from_str(key) for key in _keys_of_age(block)]
    except pyrage.IdentityError:
        raise UsageError(
            _("The secret key in {name} cannot be used.").format(name=shown),
            _("It may be damaged, or locked with a password: take one without."),
        ) from None
    if not found:
        raise UsageError(
            _("In {name} stands no secret key.").format(name=shown),
            _("Name the file that `age-keygen -o FILE` wrote, or a key of OpenSSH."),
        )
    return found


def public_keys(name: Path | str) -> list[str]:
    """The public keys of the secret ones in a file: what is encrypted to them, these open.

    Raises as identities() does, and UsageError where the file does not tell them.
    """
    found, block = identities(name), _key_file(name)
    if _OF_OPENSSH not in block:
        return [str(key.to_public()) for key in found]
    if key := ssh_keys.public_key(block):
        return [key]
    raise UsageError(
        _("No public key can be told from the secret one in {name}.").format(name=brief(Path(name).name, 40)),
        _("`ssh-keygen -p -f FILE` writes it anew in the form of OpenSSH."),
    )


def _keys_of_age(block: bytes) -> list[str]:
    lines = [line.strip().upper() for line in block.decode("utf-8-sig", "replace").splitlines()]
    return [line for line in lines if line.startswith("AGE-SECRET-KEY-")]


def _key_file(name: Path | str) -> bytes:
    try:
        with open_plain(Path(name).expanduser()) as file:
            return file.read(_KEY_FILE_LIMIT)
    except (ServiceDeskError, OSError, ValueError, RuntimeError) as error:
        is_key = "AGE-SECRET-KEY-" in str(name).upper()
        if isinstance(error, NotFoundError) and not is_key:
            # Its beginning alone: it may be a key of OpenSSH that was pasted.
            raise NotFoundError(
                _("There is no file {name}.").format(name=brief(str(name), 40)),
                _("Check the name and the folder."),
            ) from None
        shown = "AGE-SECRET-KEY-…" if is_key else str(name)
        raise UsageError(
            _("{name} is no file with a secret key.").format(name=brief(shown, 40) or "–"),
            _("Name the file that `age-keygen -o FILE` wrote, or a key of OpenSSH."),
        ) from None


def need_identity(name: str) -> WrongKeyError:
    """The error for a file that is encrypted where no secret key was named."""
    return WrongKeyError(
        _("{name} is encrypted.").format(name=brief(name, 80)),
        _("Name the file with its secret key: --identity KEYFILE."),
    )


def decrypt(source: BinaryIO, sink: Sink, found: Sequence[Any], name: str) -> None:
    """Write what `source` holds to `sink`, block by block; `name` is what messages call it.

    Raises WrongKeyError, DamagedError for what is cut off or changed, which may come after the first blocks:
    whoever takes them must throw them away then; what `sink` raises.
    """
    import pyrage

    reading, writing = _Kept(source), _Kept(sink)
    try:
        pyrage.decrypt_io(reading, writing, list(found))
    except (pyrage.DecryptError, OSError) as error:
        if (kept := reading.error or writing.error) is not None:
            if kept is reading.error and isinstance(kept, OSError):
                reason = kept.strerror or type(kept).__name__
                words = _("The file cannot be read: {reason}.")
                raise ServiceDeskError(words.format(reason=reason)) from None
            raise kept from None
        shown = brief(name, 80)
        if _NO_KEY_FITS in str(error).lower():
            raise WrongKeyError(
                _("{name} was not encrypted to this key.").format(name=shown),
                _("Name the file with the secret key of one of those whom it is for."),
            ) from None
        raise DamagedError(
            _("{name} is cut off, or was changed after it was encrypted.").format(name=shown),
            _("Take another copy of it."),
        ) from None


def decrypt_beginning(source: BinaryIO, found: Sequence[Any], name: str, most: int) -> bytes:
    """The first bytes of what `source` holds, `most` of them, and in memory alone; raises as decrypt()."""
    kept = _Beginning(most)
    decrypt(source, kept, found, name)
    return bytes(kept.held)


class _Beginning:
    """Keeps the first bytes of what is written to it."""

    def __init__(self, most: int) -> None:
        self.held = bytearray()
        self._most = most

    def write(self, block: bytes, /) -> None:
        self.held += block[: self._most - len(self.held)]


class _Kept:
    """Passes bytes on, and keeps the error, which pyrage would tell without its kind."""

    def __init__(self, end: Any) -> None:
        self._end = end
        self.error: BaseException | None = None

    def read(self, count: int = -1) -> bytes:
        try:
            return bytes(self._end.read(count))
        except BaseException as error:
            self.error = error
            raise

    def write(self, block: bytes) -> int:
        try:
            self._end.write(bytes(block))
        except BaseException as error:
            self.error = error
            raise
        return len(block)

    def flush(self) -> None:
        """Nothing is kept here."""
