"""The check of a night's set: the set by itself, with its backup, and the desk in use beside it."""

from dataclasses import replace
from pathlib import Path

import pytest

from servicedesk.domain.errors import DamagedError, NotFoundError
from servicedesk.services import night_latest, night_sets
from servicedesk.services.desk import Desk
from servicedesk.services.nightly import NightlyService
from servicedesk.settings import night_places
from tests.builders import given_case, given_customer
from tests.services.test_nightly import night, out, run
from tests.spoiling import spoil

__all__ = ["night", "out"]


@pytest.mark.parametrize("form", ["jsonl", "csv", "tsv", "json"])
def test_the_check_compares_every_row_and_the_desk(
    desk: Desk, night: NightlyService, out: Path, form: str
) -> None:
    given_customer(desk, "=王 [/]\n伟")
    made = run(night, out, format=form)
    checked = night.verify(out)
    assert (checked.rows, checked.live, len(checked.compared)) == (2, "same", 6)
    assert checked.files == len(made.kept.told.files) == 9
    given_case(desk)
    checked = night.verify(out, made.kept.name)
    assert (checked.live, checked.changes_since) == ("behind", 1)
    assert night.verify(out).kept.name == made.kept.name


def test_the_check_names_a_row_of_the_desk_that_its_last_change_did_not_leave_so(
    desk: Desk, night: NightlyService, out: Path
) -> None:
    case_id = given_case(desk)
    made = run(night, out)
    spoil(desk.store.path, "cases", "subject", case_id, "漏油")
    with pytest.raises(DamagedError, match=r"^The desk in use is damaged: cases C-\d+ is not as it was"):
        night.verify(out)
    given_case(desk, "on")
    assert night.verify(out, made.kept.name).live == "behind"


def test_the_check_finds_a_page_of_the_desk_that_was_torn(
    desk: Desk, night: NightlyService, out: Path
) -> None:
    for number in range(300):
        given_case(desk, f"{number} 漏水")
    run(night, out)
    path = desk.store.path
    desk.close()
    held = bytearray(path.read_bytes())
    held[len(held) // 2 :] = bytes(range(255, -1, -1)) * (len(held) // 512)
    path.write_bytes(held)
    with pytest.raises(DamagedError):
        night.verify(out)


def test_the_check_finds_a_row_that_the_backup_does_not_hold(
    desk: Desk, night: NightlyService, out: Path
) -> None:
    """As if the export had been wrong from the start: every checksum fits."""
    made = run(night, out)
    cases = made.kept.path / "export" / "cases.jsonl"
    cases.write_text(cases.read_text().replace("漏水", "漏油"))
    told = replace(made.kept.told, files=night_sets.measured(made.kept.path, {"export/cases.jsonl": 1}))
    files = {name: one for name, one in told.files.items() if name != night_places.MANIFEST}
    night_sets.describe(made.kept.path, replace(told, files=files))
    night_latest.move(made.kept)
    with pytest.raises(DamagedError, match=r"cases\.jsonl differs from the backup, first in row 1"):
        night.verify(out)


@pytest.mark.parametrize("fault", ["changed", "gone", "more", "link"])
def test_the_check_names_the_file_that_is_not_as_it_was_written(
    desk: Desk, night: NightlyService, out: Path, fault: str
) -> None:
    place = run(night, out).kept.path / "export" / "cases.jsonl"
    if fault == "changed":
        place.write_text(place.read_text().replace("漏水", "漏油"))
    elif fault == "more":
        (place.parent / "cases.jsonl.bak").write_text("")
    else:
        place.unlink()
        if fault == "link":
            place.symlink_to("/etc/passwd")
    with pytest.raises(DamagedError, match=r"is not as it was written: export/cases\.jsonl"):
        night.verify(out)


@pytest.mark.parametrize("name", ["空 [b]", "export/空/里", "export/cases.d"])
def test_an_empty_folder_that_no_file_of_the_set_stands_in_is_not_of_it(
    desk: Desk, night: NightlyService, out: Path, name: str
) -> None:
    made = run(night, out)
    (made.kept.path / name).mkdir(parents=True)
    with pytest.raises(DamagedError) as failure:
        night.verify(out)
    assert name in failure.value.message
    assert name in night_sets.damaged(out)[made.kept.name]
    assert made.kept.name in run(night, out, keep=1).damaged


def test_the_check_of_a_folder_without_sets_says_so(night: NightlyService, out: Path) -> None:
    for name in ("", "2026-11-20-000009", "../../etc"):
        with pytest.raises(NotFoundError):
            night.verify(out, name)
