"""What leads to the newest set must do so: the check of a folder names what does not."""

import errno
import os
import re
import shutil
from pathlib import Path

import pytest

from servicedesk.domain.errors import DamagedError
from servicedesk.services.desk import Desk
from servicedesk.services.night_latest import LATEST, LATEST_LINK
from servicedesk.services.nightly import NightlyService
from tests.services.test_nightly import names, night, out, run

__all__ = ["night", "out"]


@pytest.mark.parametrize("name", [LATEST, LATEST_LINK])
@pytest.mark.parametrize(
    "to", ["absent", "folder", "file", "2026-11-20-000009", "..", ".", "/etc", "漏水", "latest"]
)
def test_the_check_names_what_does_not_lead_to_a_set_that_is_there(
    desk: Desk, night: NightlyService, out: Path, name: str, to: str
) -> None:
    made = run(night, out)
    (out / name).unlink()
    if to == "folder":
        (out / name).mkdir()
    elif to == "file":
        (out / name).write_text("mine")
    elif to != "absent":
        (out / name).symlink_to(to)
    with pytest.raises(DamagedError) as failure:
        night.verify(out)
    assert re.search(rf"\b{re.escape(name)}(\.$| )", failure.value.message)
    assert "/etc" not in failure.value.message
    # A set that is named is whole all the same; and when the next night could lead to its own, so is all.
    assert night.verify(out, made.kept.name).files
    if to in {"folder", "file"}:
        shutil.rmtree(out / name) if to == "folder" else (out / name).unlink()
    elif name == LATEST and to != "absent":
        (out / name).unlink()
    run(night, out)
    assert night.verify(out).files


def test_a_disk_that_knows_no_links_need_not_have_one(
    desk: Desk, night: NightlyService, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_given: object, **_more: object) -> None:
        raise PermissionError(errno.EPERM, "no links")

    with monkeypatch.context() as patched:
        patched.setattr(os, "symlink", refuse)
        assert run(night, out).is_well
        assert not (out / LATEST_LINK).is_symlink()
        assert night.verify(out).files
    assert run(night, out).is_well
    (out / LATEST_LINK).unlink()
    with pytest.raises(DamagedError, match="latest is not there"):
        night.verify(out)
    # By its whole path it leads to the set, too.
    (out / LATEST_LINK).symlink_to(out / names(out)[-1])
    assert night.verify(out).files
