"""The file of a case by the nine stages: what belongs where, what is missing, what a masked copy hides."""

from datetime import timedelta
from pathlib import Path

import pytest

from servicedesk.domain.errors import NotFoundError
from servicedesk.domain.masking import masker
from servicedesk.domain.stages import TITLES
from servicedesk.domain.words.masks import MASKS, PHONES
from servicedesk.services.desk import Desk
from servicedesk.services.dossier_files import LAYOUTS, laid_out
from servicedesk.services.promises import NewPromise
from tests.builders import FixedTime, allow_any_cause, dump, given_call, given_case, given_customer, open_desk
from tests.reports.complaint_desk import given_bare_complaint, given_whole_complaint


def missing(desk: Desk, case: int) -> dict[str, tuple[str, ...]]:
    """By stage the fields that are missing."""
    return {held.stage.code: held.stage.missing_names for held in desk.dossiers.staged(case).stages}


def verbs(desk: Desk, case: int) -> dict[str, list[str]]:
    """By stage the kinds of lines that belong to it."""
    return {
        held.stage.code: [line.what for line in held.history] for held in desk.dossiers.staged(case).stages
    }


def test_of_a_bare_case_all_is_missing_that_a_person_must_record(desk: Desk) -> None:
    assert missing(desk, given_bare_complaint(desk)) == {
        "7.1": ("how_to_complain",),
        "7.2": ("customer", "contact", "product", "description", "remedy_wanted", "channel"),
        "7.3": ("owner", "last_contact_at"),
        "7.4": ("acknowledged_at", "acknowledged_by", "acknowledged_how"),
        "7.5": ("severity", "safety", "complexity", "impact", "assessed_at", "assessed_by"),
        "7.6": ("facts", "cause"),
        "7.7": ("remedy", "result"),
        "7.8": ("told_at", "told_by", "told_how", "told_words"),
        "7.9": ("accepted", "closed_at"),
    }


def test_what_was_done_with_it_is_missing_no_more(desk: Desk, time: FixedTime) -> None:
    assert missing(desk, given_whole_complaint(desk, time)) == dict.fromkeys(TITLES, ())


def test_a_customer_who_refuses_must_have_been_offered_something(desk: Desk) -> None:
    case = given_case(desk)
    desk.complaints.answer([case], accepted=False)
    assert "options_offered" in missing(desk, case)["7.9"]
    desk.complaints.answer([case], accepted=False, options="the ombudsman")
    assert "options_offered" not in missing(desk, case)["7.9"]


def test_every_line_of_the_history_stands_in_its_stage(desk: Desk, time: FixedTime) -> None:
    found = verbs(desk, given_whole_complaint(desk, time))
    assert found["7.2"] == ["case.open", "case.edit", "call", "case.open"]
    assert found["7.3"] == ["case.work", "case.link", "case.merge", "call", "case.merge"]
    assert found["7.4"] == ["case.acknowledge"]
    assert found["7.5"] == ["case.assess"]
    assert found["7.6"] == ["case.edit", "case.cause", "note"]
    assert found["7.7"] == ["case.solve"]
    assert found["7.8"] == ["case.tell"]
    assert found["7.9"] == ["case.answer", "case.thank", "case.edit", "case.close"]


def test_a_reopening_stands_in_each_stage_from_which_it_takes_something(desk: Desk, time: FixedTime) -> None:
    case = given_case(desk)
    allow_any_cause(desk)
    desk.complaints.set_cause([case], "运输 [b]")
    desk.moves.solve([case], "done")
    time.advance(minutes=1)
    desk.cases.note([case], "after")
    time.advance(minutes=1)
    desk.moves.tell([case], "修好了", how="phone")
    desk.moves.close([case], override="客户搬走")
    time.advance(minutes=1)
    desk.moves.reopen([case], "又漏了")
    time.advance(minutes=1)
    desk.cases.note([case], "again")
    time.advance(minutes=1)
    desk.moves.solve([case], "new pump")
    found = verbs(desk, case)
    assert found["7.3"] == ["case.reopen"]
    assert found["7.6"] == ["case.cause", "case.reopen", "note", "note"]
    assert found["7.7"] == ["case.solve", "case.reopen", "case.solve"]
    assert found["7.8"] == ["case.tell", "case.reopen"]
    # What was said while it stood solved belongs to the closing of that time.
    assert found["7.9"] == ["note", "case.close", "case.reopen"]
    stages = {held.stage.code: held.history for held in desk.dossiers.staged(case).stages}
    taken = {
        code: {change.field for line in lines if line.what == "case.reopen" for change in line.changes}
        for code, lines in stages.items()
    }
    assert taken["7.6"] == {"cause"}
    assert {"told_at", "told_words"} <= taken["7.8"]
    assert taken["7.9"] >= {"closed_at", "close_override", "note"}
    assert not taken["7.9"] & taken["7.8"]


def test_what_was_undone_is_not_in_the_file(desk: Desk) -> None:
    case = given_case(desk)
    desk.complaints.acknowledge([case], how="phone")
    desk.undo.undo()
    assert missing(desk, case)["7.4"]
    assert verbs(desk, case)["7.4"] == []


def test_a_very_long_history_is_whole(desk: Desk) -> None:
    case = given_case(desk)
    with desk.writing() as transaction:
        for number in range(1100):
            transaction.update("cases", case, {"lesson": f"lesson {number}"})
            transaction.record("case.edit", "case", case)
    assert len(desk.dossiers.staged(case).dossier.history) == 1101


def test_making_the_file_changes_nothing(desk: Desk, time: FixedTime) -> None:
    case = given_whole_complaint(desk, time)
    before, version = dump(desk, without=()), desk.store_version()
    for mask in MASKS.values:
        desk.dossiers.staged(case, mask=mask)
    assert dump(desk, without=()) == before
    assert desk.store_version() == version


def test_who_received_it_is_told_of_a_case_that_follows_and_never_of_a_merged_one(
    desk: Desk, time: FixedTime, tmp_path: Path
) -> None:
    closed = given_bare_complaint(desk)
    desk.moves.cancel([closed])
    follows = desk.links.follow(closed).id
    assert "receiver" not in missing(desk, follows)["7.2"]
    with open_desk(tmp_path / "desk.db", actor="王芳") as fang:
        merged = given_case(fang)
    time.advance(minutes=1)
    target = given_case(desk)
    desk.merging.merge([merged], target)
    receipt = next(one.stage for one in desk.dossiers.staged(target).stages if one.stage.code == "7.2")
    assert [line.value for line in receipt.lines if line.name == "receiver"] == ["anna"]


def test_a_case_that_is_not_there_is_not_found(desk: Desk) -> None:
    with pytest.raises(NotFoundError):
        desk.dossiers.staged(99)


# Masked copies


def test_a_masked_copy_holds_no_phone_number_however_it_is_written(desk: Desk, time: FixedTime) -> None:
    li = given_customer(desk, "李伟", "010-8888 6666", contacts=[])
    given_call(desk, "", "ring", customer_id=li)
    case = given_case(
        desk,
        "call (010) 88886666",
        customer_id=li,
        description="０１０ ８８８８６６６６, wife: +86 139-1234-5678",
    )
    desk.cases.note([case], "number is 13912345678, order 4401381234567890123")
    desk.promises.make(
        NewPromise("ring 010 8888-6666", due_at=time.moment + timedelta(hours=1), case_id=case)
    )
    staged = desk.dossiers.staged(case, mask=PHONES)
    for layout in LAYOUTS:
        page = laid_out(staged, layout)
        digits = "".join(character for character in page if character.isdigit())
        assert "88886666" not in digits
        assert "8888" not in page
        assert "12345678" not in page.replace("4401381234567890123", "").replace("-", "").replace(" ", "")
    # An order number is no phone number.
    assert "4401381234567890123" in laid_out(staged, "text")
    assert "88886666" in laid_out(desk.dossiers.staged(case), "text")


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("call 13800001111 now", "call 138****1111 now"),
        ("138-0000-1111", "138****1111"),
        ("+86 138 0000 1111.", "138****1111."),
        ("at 2026-11-20 09:12:00", "at 2026-11-20 09:12:00"),
        ("91380000111122", "91380000111122"),
    ],
)
def test_masking_leaves_all_other_words_as_they_are(written: str, shown: str) -> None:
    assert masker([], PHONES)(written) == shown
