"""A disk that is full at any step of writing is told as that, with 15; one that fails otherwise with 1."""

import errno
import os
from pathlib import Path

import pytest

from tests.cli.conftest import Program

NAMED = {
    "nightly {folder}": "2*",
    "export all -o {folder}/all": "all",
    "export all -o {folder}/desk.xlsx": "desk.xlsx",
    "backup -o {folder}/desk.db": "desk.db",
    "policy export targets -o {folder}/targets.txt": "targets.txt",
    "config set theme dark": "../config/servicedesk/config.toml",
}
"""What writes, and what then has a name."""


def failing(patch: pytest.MonkeyPatch, turn: int, number: int) -> list[int]:
    """From now on the disk fails to write out when it is asked the `turn`th time; the turns there were."""
    earlier, turns = os.fsync, [0]

    def fsync(descriptor: int) -> None:
        turns[0] += 1
        if turns[0] == turn:
            raise OSError(number, os.strerror(number))
        earlier(descriptor)

    patch.setattr(os, "fsync", fsync)
    return turns


FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
"""What a system says of a place where no more fits: they take turns."""


@pytest.mark.parametrize(("numbers", "code"), [(FULL, 15), ((errno.EIO,), 1)], ids=["full", "broken"])
@pytest.mark.parametrize(("words", "name"), NAMED.items())
def test_whatever_is_written_when_the_disk_fails_the_code_says_how(
    program: Program, tmp_path: Path, words: str, name: str, numbers: tuple[int, ...], code: int
) -> None:
    program.ok("case", "open", "漏水")
    folder = tmp_path / "out"
    folder.mkdir()
    for turn in range(1, 99):
        place = folder / str(turn)
        place.mkdir()
        (tmp_path / "config" / "servicedesk" / "config.toml").unlink(missing_ok=True)
        with pytest.MonkeyPatch.context() as patch:
            turns = failing(patch, turn, numbers[turn % len(numbers)])
            done = program(*words.format(folder=place).split())
        there = list((folder if name.startswith("..") else place).glob(name))
        # Only the name of what stands may be unsure.
        assert done.code in ({0, 3} if there else {code}), (turn, done.err)
        if turns[0] < turn:
            break
    assert (turn > 1, done.code) == (True, 0)
