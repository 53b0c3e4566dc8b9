"""The public key that stands beside the secret one in a key file of OpenSSH.

As openssh-key-v1 (PROTOCOL.key of OpenSSH) and PKCS#1 (RFC 8017, A.1.2) lay them out, and RFC 4253, 6.6.
"""

import base64
import struct

_BEGINNING, _ENDING = b"-----BEGIN", b"-----END"
_MAGIC = b"openssh-key-v1\0"
_SEQUENCE, _INTEGER = 0x30, 0x02


def public_key(block: bytes) -> str:
    """The public key as a line for whoever encrypts, `ssh-ed25519 AAAA...`; '' where it cannot be told."""
    try:
        lines = [line.strip() for line in block[block.index(_BEGINNING) :].splitlines()]
        body = base64.b64decode(b"".join(lines[1 : _place(lines)]), validate=True)
        blob = _of_openssh(body) if body.startswith(_MAGIC) else _of_rsa(body)
        kind, _rest = _string(blob)
        return f"{kind.decode('ascii')} {base64.b64encode(blob).decode('ascii')}"
    except (ValueError, IndexError, struct.error):
        return ""


def _place(lines: list[bytes]) -> int:
    return next(number for number, line in enumerate([*lines, _ENDING]) if line.startswith(_ENDING))


def _of_openssh(body: bytes) -> bytes:
    rest = body[len(_MAGIC) :]
    for _what in ("cipher", "derivation", "its options"):
        _told, rest = _string(rest)
    blob, _rest = _string(rest[4:])  # behind the number of keys
    return blob


def _string(block: bytes) -> tuple[bytes, bytes]:
    (size,) = struct.unpack_from(">I", block)
    if len(block) < 4 + size:
        raise ValueError(size)
    return block[4 : 4 + size], block[4 + size :]


def _of_rsa(body: bytes) -> bytes:
    """The key by its modulus and its public exponent, which stand behind a number of version."""
    inner, _rest = _part(body, _SEQUENCE)
    _version, rest = _part(inner, _INTEGER)
    modulus, rest = _part(rest, _INTEGER)
    exponent, _rest = _part(rest, _INTEGER)
    return b"".join(struct.pack(">I", len(part)) + part for part in (b"ssh-rsa", exponent, modulus))


def _part(block: bytes, tag: int) -> tuple[bytes, bytes]:
    """What a part of DER holds, and what stands behind it; ValueError where it is another part."""
    size, at = block[1], 2
    if size & 0x80:
        at += size & 0x7F
        size = int.from_bytes(block[2:at])
    if block[0] != tag or len(block) < at + size:
        raise ValueError(tag)
    return block[at : at + size], block[at + size :]
