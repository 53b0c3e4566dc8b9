"""The program is ended while the desk's file takes nothing: what was typed waits elsewhere and comes back."""

import json
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from servicedesk.services.desk import Desk
from servicedesk.settings import words_aside
from servicedesk.settings.words_aside import Aside
from tests.builders import FixedTime, given_case, open_desk
from tests.hostile import desks
from tests.hostile.terminal import Terminal, bare_environment
from tests.hostile.test_sudden_end import the_draft

WHO, WHAT = "李伟 138 0000 1111", "空调漏水 [b] \"'"


def kept_files(path: Path) -> list[Path]:
    return sorted((path.parent / "state" / "servicedesk" / "words").glob("*"))


def elsewhere(path: Path) -> Path:
    return path.with_name("elsewhere.db")


def removed(path: Path) -> None:
    path.rename(elsewhere(path))


def replaced(path: Path) -> None:
    with desks.open_desk(path.with_name("other.db")) as other:
        given_case(other, "另一个服务台")
    removed(path)
    path.with_name("other.db").replace(path)


def type_while_it_is_gone(terminal: Terminal, path: Path, take_away: object = removed) -> None:
    """A call half typed after the file has gone."""
    terminal.until("Nothing here yet")
    terminal.press("f2")
    terminal.until("Esc keeps a draft")
    assert callable(take_away)
    take_away(path)
    terminal.until(lambda: terminal.lines[0].startswith(" ! "))
    terminal.send(f"{WHO}\t{WHAT}")
    terminal.until(WHAT)


@pytest.mark.parametrize("take_away", [removed, replaced])
@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGHUP, 129), (None, 129)])
def test_what_is_typed_when_the_program_is_ended_without_its_file_comes_back(
    tmp_path: Path, number: int | None, code: int, take_away: object
) -> None:
    path = tmp_path / "desk.db"
    with Terminal(path) as terminal:
        type_while_it_is_gone(terminal, path, take_away)
        if number is None:
            assert terminal.hang_up() == code
        else:
            terminal.tell(number)
            assert terminal.exit_code() == code
            said = bytes(terminal.written).decode().rpartition("\x1b[?1049l")[2]
            (line,) = [line for line in said.splitlines() if "kept in" in line]
            assert str(kept_files(path)[0]) in line
            assert "李伟" not in said
    (kept,) = kept_files(path)
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert stat.S_IMODE(kept.parent.stat().st_mode) == 0o700
    examined = subprocess.run(
        [sys.executable, "-m", "servicedesk", "--db", str(path), "doctor"],
        env=bare_environment(tmp_path),
        capture_output=True,
        text=True,
        check=False,
    )
    assert kept.name in examined.stdout
    assert "李伟" not in examined.stdout

    if take_away is replaced:
        # Another desk gets nothing of it.
        with Terminal(path) as terminal:
            terminal.until("No call yet")
            terminal.press("3")
            terminal.until("另一个服务台")
            assert terminal.leave() == 0
        assert kept_files(path) == [kept]
    elsewhere(path).replace(path)
    with Terminal(path) as terminal:
        terminal.until("1 text that could not be saved")
        terminal.until("Calls to finish 1")
        terminal.until(WHO[:10])
        assert terminal.leave() == 0
    draft = the_draft(path)
    assert draft is not None
    assert (draft.body["who"], draft.body["summary"]) == (WHO, WHAT)
    assert kept_files(path) == []


def test_a_desk_that_was_moved_takes_its_words_where_it_stands_now(tmp_path: Path) -> None:
    path = tmp_path / "desk.db"
    with Terminal(path) as terminal:
        type_while_it_is_gone(terminal, path)
        terminal.tell(signal.SIGTERM)
        assert terminal.exit_code() == 143
    with Terminal(elsewhere(path)) as terminal:
        terminal.until("1 text that could not be saved")
        assert terminal.leave() == 0
    assert the_draft(elsewhere(path)) is not None
    assert kept_files(path) == []


def test_who_quits_by_hand_may_keep_the_words_too(tmp_path: Path) -> None:
    path = tmp_path / "desk.db"
    with Terminal(path) as terminal:
        type_while_it_is_gone(terminal, path)
        terminal.press("ctrl+q")
        terminal.until("Quit all the same?")
        terminal.press("1")
        assert terminal.exit_code() == 0
        assert "kept in" in bytes(terminal.written).decode().rpartition("\x1b[?1049l")[2]
    assert len(kept_files(path)) == 1


def test_two_windows_with_one_form_that_are_ended_without_their_file_lose_nothing(tmp_path: Path) -> None:
    path = tmp_path / "desk.db"
    with desks.open_desk(path) as desk:
        case_id = given_case(desk, "空调漏水")
    words = ["一号窗口 [b]", "二号窗口 '\""]
    with Terminal(path) as first, Terminal(path) as second:
        for terminal in (first, second):
            terminal.until("No call yet")
            terminal.press("3")
            terminal.until("空调漏水")
            terminal.press("c")
            terminal.until("Esc close, keep draft")
        removed(path)
        for terminal, text in zip((first, second), words, strict=True):
            terminal.until(lambda terminal=terminal: terminal.lines[0].startswith(" ! "))
            terminal.send(text)
            terminal.until(text)
        for terminal in (first, second):
            terminal.tell(signal.SIGTERM)
            assert terminal.exit_code() == 143
    assert len(kept_files(path)) == 2
    elsewhere(path).replace(path)
    with Terminal(path) as terminal:
        terminal.until("2 texts that could not be saved")
        for text in words:
            terminal.until(text)
        assert terminal.leave() == 0
    with desks.open_desk(path) as desk:
        left = desk.today.board().form_drafts
    assert {row.kind for row in left} == {f"form case.note {case_id}"}
    assert sorted(row.body["text"] for row in left) == words
    assert kept_files(path) == []


# What becomes of them


@pytest.fixture(autouse=True)
def _own_state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What waits is of one test alone."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))


@pytest.fixture
def time() -> FixedTime:
    return FixedTime()


def of_call(desk: Desk, text: str, draft_id: int | None = None) -> Aside:
    now = desk.clock.now()
    return desk.aside.of_call(draft_id, {"summary": text}, now, now)


def texts(desk: Desk) -> list[str]:
    return sorted(draft.body["summary"] for draft in desk.drafts.all())


def test_calls_of_one_second_do_not_take_each_others_place(desk: Desk) -> None:
    desk.aside.keep([of_call(desk, "一"), of_call(desk, "二 [/]")])
    assert desk.aside.take_back() == 2
    assert desk.aside.take_back() == 0
    assert texts(desk) == ["一", "二 [/]"]


def test_the_draft_that_the_desk_held_goes_on_and_a_later_one_is_not_written_over(
    desk: Desk, time: FixedTime
) -> None:
    now = desk.clock.now()
    first = desk.drafts.keep({"summary": "alt"}, started_at=now)
    second = desk.drafts.keep({"summary": "alt 2"}, started_at=now)
    aside = [of_call(desk, "alt und neu", first), of_call(desk, "alt 2 und neu", second)]
    time.advance(minutes=3)
    desk.drafts.keep({"summary": "später"}, draft_id=second)
    desk.aside.keep(aside)
    assert desk.aside.take_back() == 2
    assert texts(desk) == ["alt 2 und neu", "alt und neu", "später"]


NOTE = "case.note 56"


def notes(desk: Desk) -> list[str]:
    """What is left in the form, as Today lists it."""
    return [row.body["text"] for row in desk.today.board().form_drafts if row.kind == f"form {NOTE}"]


def set_aside(desk: Desk, *words: str) -> None:
    """Each in a file of its own, as windows do that are ended in the same second."""
    for text in words:
        desk.aside.keep([desk.aside.of_form(NOTE, {"text": text, "before text": ""}, desk.clock.now())])


def test_a_form_that_was_typed_into_since_keeps_its_words_and_the_others_come_behind(
    desk: Desk, time: FixedTime
) -> None:
    began = desk.clock.now()
    set_aside(desk, "早先的话")
    time.advance(minutes=3)
    desk.drafts.keep_form(NOTE, {"text": "后来的话"})
    assert desk.aside.take_back() == 1
    assert words_aside.waiting() == []
    assert notes(desk) == ["后来的话", "早先的话"]
    desk.drafts.drop_form(NOTE)
    held = desk.drafts.of_form(NOTE)
    assert held is not None
    assert held.body["text"] == "早先的话"
    assert held.updated_at == began


def test_the_same_form_of_two_windows_that_were_ended_is_two_drafts(desk: Desk) -> None:
    set_aside(desk, "一号窗口 [/]", "二号窗口 '\"")
    assert desk.aside.take_back() == 2
    assert words_aside.waiting() == []
    assert sorted(notes(desk)) == ["一号窗口 [/]", "二号窗口 '\""]


def test_words_that_go_on_with_the_draft_take_its_place(desk: Desk) -> None:
    desk.drafts.keep_form(NOTE, {"text": "漏水", "before text": ""})
    set_aside(desk, "漏水,二楼")
    assert desk.aside.take_back() == 1
    assert notes(desk) == ["漏水,二楼"]


def test_windows_that_went_on_with_one_draft_in_their_own_ways_lose_nothing(desk: Desk) -> None:
    desk.drafts.keep_form(NOTE, {"text": "漏水", "before text": ""})
    set_aside(desk, "漏水,二楼", "漏水,地下室", "漏水,二楼")
    assert desk.aside.take_back() == 2
    assert sorted(notes(desk)) == ["漏水,二楼", "漏水,地下室"]


def test_windows_that_went_on_with_one_call_in_their_own_ways_lose_nothing(desk: Desk) -> None:
    first = desk.drafts.keep({"summary": "漏水"}, started_at=desk.clock.now())
    for text in ("漏水,二楼", "漏水,地下室"):
        desk.aside.keep([of_call(desk, text, first)])
    assert desk.aside.take_back() == 2
    assert texts(desk) == ["漏水,二楼", "漏水,地下室"]


def test_a_window_does_not_write_over_what_another_one_types_into_the_same_form(
    desk: Desk, tmp_path: Path
) -> None:
    with open_desk(tmp_path / "desk.db") as other:
        # Both forms are open before anybody types.
        assert desk.drafts.of_form(NOTE) is None
        assert other.drafts.of_form(NOTE) is None
        desk.drafts.keep_form(NOTE, {"text": "一"})
        other.drafts.keep_form(NOTE, {"text": "二"})
        desk.drafts.keep_form(NOTE, {"text": "三 一"})
        assert sorted(notes(desk)) == ["三 一", "二"]
        # What is saved ends the draft of its own window alone, however often it is asked to.
        desk.drafts.drop_form(NOTE)
        desk.drafts.drop_form(NOTE)
        assert notes(desk) == ["二"]
        # Here the other's words stand now; both go on with them.
        assert desk.drafts.of_form(NOTE) is not None
        other.drafts.keep_form(NOTE, {"text": "二楼"})
        desk.drafts.keep_form(NOTE, {"text": "二十"})
        assert sorted(notes(desk)) == ["二十", "二楼"]
        other.drafts.drop_form(NOTE)
        assert notes(desk) == ["二十"]


def test_a_window_that_ends_a_form_leaves_what_another_one_has_made_of_its_draft(
    desk: Desk, tmp_path: Path
) -> None:
    desk.drafts.keep_form(NOTE, {"text": "漏水"})
    with open_desk(tmp_path / "desk.db") as other:
        assert other.drafts.of_form(NOTE) is not None
        other.drafts.keep_form(NOTE, {"text": "漏水,二楼"})
    desk.drafts.drop_form(NOTE)
    assert notes(desk) == ["漏水,二楼"]


def test_they_are_the_drafts_of_who_typed_them(desk: Desk, tmp_path: Path) -> None:
    desk.aside.keep([desk.aside.of_form("case.note 1", {"text": "安娜的"}, desk.clock.now())])
    with open_desk(tmp_path / "desk.db", actor="bob") as bobs:
        assert bobs.aside.take_back() == 1
        assert bobs.drafts.of_form("case.note 1") is None
    assert desk.drafts.of_form("case.note 1") is not None


def test_a_copy_that_is_looked_at_takes_nothing_and_a_backup_in_its_place_does(
    desk: Desk, tmp_path: Path
) -> None:
    from servicedesk.services.maintenance import MaintenanceService

    copy = tmp_path / "copy.db"
    MaintenanceService(desk.store.path).backup(copy)
    desk.aside.keep([of_call(desk, "漏水")])
    with open_desk(copy) as looked_at:
        assert looked_at.aside.take_back() == 0
    desk.close()
    copy.replace(desk.store.path)
    with open_desk(desk.store.path) as restored:
        assert restored.aside.take_back() == 1
        assert texts(restored) == ["漏水"]


@pytest.mark.parametrize(
    "block",
    [
        b"",
        b"{",
        b"[1]",
        b"\xff\xfe",
        b'{"program": "servicedesk"}',
        b'{"program": "servicedesk", "desk": true, "path": "x", "words": []}',
        b'{"program": "servicedesk", "desk": 1, "path": "x", "words": [{"kind": 1}]}',
        b"[" * 100_000,
    ],
)
def test_a_file_that_is_none_of_ours_is_left_and_named(desk: Desk, block: bytes) -> None:
    place = desk.aside.keep([of_call(desk, "漏水")])
    strange = place.with_name("000000000000.words.json")
    strange.write_bytes(block)
    assert desk.aside.take_back() == 1
    assert words_aside.waiting() == [strange]
    strange.unlink()


def test_texts_that_no_draft_may_hold_stay_where_they_are(desk: Desk) -> None:
    now = desk.clock.now()
    long = of_call(desk, "漏" * 1_000_001)
    place = desk.aside.keep(
        [long, of_call(desk, "\x1b[2J漏水\x00"), of_call(desk, "x")._replace(typed_at="soon")]
    )
    assert desk.aside.take_back() == 1
    assert now
    assert "\x1b" not in texts(desk)[0]
    (rest,) = words_aside.waiting()
    assert rest != place
    assert len(json.loads(rest.read_bytes())["words"]) == 2
    rest.unlink()


def test_two_windows_take_them_in_once(desk: Desk) -> None:
    place = desk.aside.keep([of_call(desk, "漏水")])
    with words_aside.held(place) as found:
        assert found is not None
        assert desk.aside.take_back() == 0
    assert desk.aside.take_back() == 1


def test_where_the_first_folder_takes_nothing_the_folder_for_temporary_files_does(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    blocked = tmp_path / "no folder"
    blocked.write_text("")
    monkeypatch.setenv("XDG_STATE_HOME", str(blocked))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    place = desk.aside.keep([of_call(desk, "漏水")])
    assert place.is_relative_to(tmp_path)
    assert stat.S_IMODE(place.parent.stat().st_mode) == 0o700
    assert desk.aside.take_back() == 1
    assert texts(desk) == ["漏水"]
    # One that somebody else prepared is neither written to nor read.
    place.parent.chmod(0o777)
    with pytest.raises(Exception, match="could not be kept anywhere") as raised:
        desk.aside.keep([of_call(desk, "漏水")])
    assert "漏水" not in str(raised.value)
    assert list(place.parent.iterdir()) == []
