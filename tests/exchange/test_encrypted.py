"""What goes out encrypted: whole to its reader, nothing to others, and faults of the disk as they are."""

import io
import os
from pathlib import Path

import pyrage
import pytest

from servicedesk.domain.errors import NoSpaceError, UsageError
from servicedesk.exchange.encrypted import encrypting, recipients

IDENTITY = pyrage.x25519.Identity.generate()
KEY = str(IDENTITY.to_public())


def test_its_reader_gets_every_byte_and_another_none() -> None:
    other = pyrage.x25519.Identity.generate()
    blocks = [os.urandom(50_000) for _number in range(20)]
    sink = io.BytesIO()
    with encrypting(sink, [KEY]) as plain:
        for block in blocks:
            plain.write(block)
    assert pyrage.decrypt(sink.getvalue(), [IDENTITY]) == b"".join(blocks)
    with pytest.raises(pyrage.DecryptError):
        pyrage.decrypt(sink.getvalue(), [other])
    assert blocks[0][:100] not in sink.getvalue()


@pytest.mark.parametrize("error", [NoSpaceError("full"), OSError(28, "full"), BrokenPipeError(32, "gone")])
def test_what_the_disk_says_is_what_is_raised(error: Exception) -> None:
    class Full:
        written = 0

        def write(self, block: bytes) -> None:
            self.written += len(block)
            if self.written > 100_000:
                raise error

    def write() -> None:
        with encrypting(Full(), [KEY]) as plain:
            for _number in range(100):
                plain.write(os.urandom(50_000))

    with pytest.raises(type(error)) as found:
        write()
    assert found.value is error


def test_what_breaks_off_is_not_ended_as_if_it_were_whole() -> None:
    sink = io.BytesIO()

    def break_off() -> None:
        with encrypting(sink, [KEY]) as plain:
            plain.write(b"x" * 300_000)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        break_off()
    with pytest.raises(pyrage.DecryptError):
        pyrage.decrypt(sink.getvalue(), [IDENTITY])


def test_keys_are_read_from_files_with_remarks_and_blank_lines(tmp_path: Path) -> None:
    other = str(pyrage.x25519.Identity.generate().to_public())
    names = tmp_path / "钥匙.txt"
    names.write_text(f"# 审计员\n{KEY}\n\n  {other}  \n{KEY}\n", "utf-8")
    assert recipients([str(names), KEY]) == [KEY, other]


@pytest.mark.parametrize(
    "word",
    [
        "",
        "age1xyz",
        pytest.param(KEY[:-1] + ("p" if KEY.endswith("q") else "q"), id="typo"),
        "nobody.txt",
        "\0",
        "ssh-ed25519 AAAA",
        "[b]",
    ],
)
def test_what_is_no_key_is_refused_in_one_line(word: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no key"):
        recipients([word])


@pytest.mark.parametrize("content", [b"", b"# none\n", b"hello\n", b"\xff\xfe\x00", b"age1abc\n"])
def test_a_file_without_a_key_is_refused(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "keys").write_bytes(content)
    with pytest.raises(UsageError, match="no key"):
        recipients([str(tmp_path / "keys")])


@pytest.mark.parametrize("form", ["{}", "{} ", "# x\n{}\n"])
def test_a_secret_key_is_refused_and_never_repeated(form: str, tmp_path: Path) -> None:
    secret = str(IDENTITY)
    (tmp_path / "keys").write_text(form.format(secret))
    for word in (form.format(secret).splitlines()[-1], str(tmp_path / "keys")):
        with pytest.raises(UsageError, match="secret") as found:
            recipients([word])
        assert secret[:30] not in f"{found.value.message} {found.value.hint}"
