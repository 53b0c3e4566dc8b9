"""Nights whose sets only the owner of a secret key can look into, and the machine of the desk cannot."""

import json
import os
from dataclasses import replace
from pathlib import Path

import pyrage
import pytest

from servicedesk.domain.errors import DamagedError, NotFoundError, UsageError, WrongKeyError
from servicedesk.services import encrypted_copies, night_latest, night_sets
from servicedesk.services.desk import Desk
from servicedesk.services.maintenance import MaintenanceService
from servicedesk.services.nightly import NightlyService, NightPlan
from servicedesk.settings import night_places, unfinished
from tests.builders import HOSTILE, given_case, given_customer, open_desk
from tests.cli.conftest import Program, program

__all__ = ["program"]

OURS = pyrage.x25519.Identity.generate()
KEY = str(OURS.to_public())
WORD = "漏水"


@pytest.fixture
def night(desk: Desk) -> NightlyService:
    """The nights of a desk with a case."""
    given_case(desk, HOSTILE)
    return NightlyService(replace(desk.settings, db=desk.store.path), desk.clock)


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """Where the sets stand."""
    folder = tmp_path / "夜间 [b]"
    folder.mkdir()
    return folder


@pytest.fixture
def identity(tmp_path: Path) -> Path:
    """The file with our secret key."""
    place = tmp_path / "key.txt"
    place.write_text(f"{OURS}\n")
    return place


@pytest.mark.parametrize("form", ["jsonl", "csv", "json"])
def test_a_set_is_encrypted_but_for_what_it_says_of_itself_and_the_figures(
    desk: Desk, night: NightlyService, out: Path, identity: Path, form: str
) -> None:
    made = night.run(NightPlan(out, form, keys=[KEY]))
    told = made.kept.told
    assert told.is_encrypted
    assert made.is_well
    plain = {name for name in told.files if not name.endswith(".age")}
    assert plain == {"today.json", "export/servicedesk-export.json"}
    for path in out.rglob("*"):
        assert not path.is_file() or WORD.encode() not in path.read_bytes()
    assert told.files[f"export/cases.{form}.age"].rows == 1
    checked = night.verify(out)
    assert (checked.is_opened, checked.rows, checked.compared, checked.live) == (False, 0, (), "same")
    checked = night.verify(out, identity=identity)
    assert (checked.is_opened, checked.rows, checked.live, len(checked.compared)) == (True, 1, "same", 6)
    beside = [one.name for one in desk.store.path.parent.iterdir()]
    assert not [name for name in beside if unfinished.is_temporary(name)]


def test_an_incremental_set_goes_on_from_an_encrypted_one(
    desk: Desk, night: NightlyService, out: Path, identity: Path
) -> None:
    night.run(NightPlan(out, keys=[KEY]))
    given_customer(desk, "王 [/]")
    second = night.run(NightPlan(out, incremental=True, keys=[KEY]))
    assert second.kept.told.kind == "incremental"
    assert night.verify(out, identity=identity).rows == 1
    assert len(night.run(NightPlan(out, keep=1)).forgotten) == 2


def test_another_key_and_changed_bytes_are_told_apart(
    desk: Desk, night: NightlyService, out: Path, tmp_path: Path, identity: Path
) -> None:
    made = night.run(NightPlan(out, keys=[KEY]))
    other = tmp_path / "other.txt"
    other.write_text(f"{pyrage.x25519.Identity.generate()}\n")
    with pytest.raises(WrongKeyError, match="not encrypted to this key"):
        night.verify(out, identity=other)
    with pytest.raises(NotFoundError):
        night.verify(out, identity=tmp_path / "none")
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(UsageError, match="no file with a secret key"):
        night.verify(out, identity=tmp_path / "pipe")
    place = made.kept.path / "desk.db.age"
    whole = place.read_bytes()
    place.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    with pytest.raises(DamagedError, match=r"not as it was written: desk\.db\.age"):
        night.verify(out)


def test_the_check_finds_an_encrypted_row_that_the_backup_does_not_hold(
    desk: Desk, night: NightlyService, out: Path, tmp_path: Path, identity: Path
) -> None:
    made = night.run(NightPlan(out, keys=[KEY]))
    place, plain = made.kept.path / "export" / "cases.jsonl.age", tmp_path / "cases.jsonl"
    encrypted_copies.open_into(place, plain, [OURS])
    plain.write_text(plain.read_text().replace(WORD, "漏油"))
    encrypted_copies.encrypt(plain, tmp_path / place.name, [KEY])
    # Nothing of ours writes into a set.
    (tmp_path / place.name).replace(place)
    rows = {name: one.rows for name, one in made.kept.told.files.items() if one.rows is not None}
    files = night_sets.measured(made.kept.path, rows)
    del files[night_places.MANIFEST]
    night_sets.describe(made.kept.path, replace(made.kept.told, files=files))
    night_latest.move(made.kept)
    night.verify(out)
    with pytest.raises(DamagedError, match=r"cases\.jsonl\.age differs from the backup, first in row 1"):
        night.verify(out, identity=identity)


def test_the_backup_of_a_set_becomes_the_desk(
    desk: Desk, night: NightlyService, out: Path, tmp_path: Path, identity: Path
) -> None:
    made = night.run(NightPlan(out, keys=[KEY]))
    place = tmp_path / "again.db"
    restored = MaintenanceService(place, desk.clock).restore(
        made.kept.path / "desk.db.age", identity=identity
    )
    assert restored.counts["case"] == 1
    again = NightlyService(replace(night.settings, db=place), desk.clock)
    assert again.run(NightPlan(out, incremental=True, keys=[KEY])).kept.told.kind == "incremental"


def test_a_key_that_is_none_ends_the_night_before_anything_is_written(
    night: NightlyService, out: Path
) -> None:
    with pytest.raises(UsageError):
        night.run(NightPlan(out, keys=["nobody"]))
    assert list(out.iterdir()) == []


def test_the_command_takes_keys_and_says_what_was_not_looked_into(
    program: Program, tmp_path: Path, identity: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_desk(program.path) as desk:
        given_case(desk, WORD)
    sets = tmp_path / "sets"
    sets.mkdir()
    keys = tmp_path / "keys.pub"
    keys.write_text(f"{KEY}\n")
    assert program.ok("nightly", str(sets), "--to-key", str(keys)).err == ""
    assert "only with --identity KEYFILE" in program.ok("nightly", str(sets), "--verify").out
    told = program.ok("nightly", str(sets), "--verify", "--identity", str(identity), "--json").json
    assert (told["is_opened"], told["rows"], told["desk"]) == (True, 1, "same")
    assert program("nightly", str(sets), "--identity", str(identity)).code == 2
    monkeypatch.chdir(tmp_path)
    hint = program.ok(
        "nightly", str(sets), "--to-key", "keys.pub", "--to-key", KEY, "--install-hint", "--json"
    ).json
    assert hint["crontab"].endswith(f"--to-key {keys} --to-key {KEY}")
    assert json.loads((sets / "latest.json").read_text())["set"]
