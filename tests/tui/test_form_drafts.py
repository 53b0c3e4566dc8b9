"""What is typed into a popup comes back when it is opened again, until it is saved or thrown away."""

import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, Static, TextArea

from servicedesk.domain.errors import BusyError
from servicedesk.services.cases import CaseService
from servicedesk.services.desk import Desk
from servicedesk.services.drafts import DraftService
from servicedesk.tui.cases.queue_screen import QueueScreen
from servicedesk.tui.forms.fields_form import FieldsForm
from servicedesk.tui.forms.prompt import Prompt
from servicedesk.tui.frame import kept_words
from tests.builders import HOSTILE, FixedTime, open_desk
from tests.tui.case_keys_desk import NOW, fill, in_front, queue
from tests.tui.conftest import read_screen, wait_until

NOTE = "case.note 1"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    path = tmp_path / "desk.db"
    with open_desk(path, FixedTime(NOW), db=path) as desk:
        fill(desk)
        yield desk


@asynccontextmanager
async def note(desk: Desk, *keys: str) -> AsyncIterator[Pilot[None]]:
    """The note of the first case in front."""
    async with queue(desk) as pilot:
        await open_note(pilot, *keys)
        yield pilot


async def open_note(pilot: Pilot[None], *keys: str) -> None:
    await pilot.press("c", *keys)
    await in_front(pilot, Prompt)


def typed(pilot: Pilot[None]) -> str:
    return pilot.app.screen.query_one(TextArea).text


def line(pilot: Pilot[None]) -> str:
    return str(pilot.app.screen.query_one(".typing-line", Static).render())


def kept(desk: Desk, key: str = NOTE) -> str | None:
    draft = desk.drafts.of_form(key)
    return None if draft is None else draft.body["text"]


async def closed(pilot: Pilot[None]) -> None:
    await wait_until(pilot, lambda: isinstance(pilot.app.screen, QueueScreen))


async def test_a_note_is_in_the_file_before_it_is_saved_and_stands_there_after_a_restart(desk: Desk) -> None:
    async with note(desk, *"half a wo") as pilot:
        await wait_until(pilot, lambda: kept(desk) == "half a wo")
        await pilot.press("r")
        # As the program ends, whoever tells it to.
    async with note(desk) as pilot:
        await wait_until(pilot, lambda: typed(pilot).startswith("half a wo"))
        assert "Draft kept from" in read_screen(pilot.app)
        await pilot.press("end", "!")
        assert typed(pilot).endswith("!")
        await pilot.press("ctrl+s")
        await closed(pilot)
        await wait_until(pilot, lambda: kept(desk) is None)
        await open_note(pilot)
        await pilot.press("x")
        assert typed(pilot) == "x"


async def test_who_quits_keeps_the_last_letter_too(desk: Desk) -> None:
    async with note(desk, *"half") as pilot:
        await wait_until(pilot, lambda: typed(pilot) == "half")
        await pilot.press("ctrl+q")
        await wait_until(pilot, lambda: pilot.app._exit)
    assert kept(desk) == "half"


async def test_esc_keeps_it_a_key_throws_it_away_and_so_does_taking_everything_back(desk: Desk) -> None:
    async with note(desk, "a") as pilot:
        await pilot.press("escape")
        await closed(pilot)
        await wait_until(pilot, lambda: kept(desk) == "a")
        assert "What you typed is kept" in read_screen(pilot.app)
        await open_note(pilot)
        await wait_until(pilot, lambda: typed(pilot) == "a")
        # The box stays: what comes next are words, and no commands on the case below.
        await pilot.press("f9", "I", "b")
        assert typed(pilot) == "Ib"
        assert "Discarded: a" in read_screen(pilot.app)
        await pilot.press("f9")
        assert typed(pilot) == ""
        await wait_until(pilot, lambda: kept(desk) is None)
        await pilot.press("escape")
        await closed(pilot)
        await open_note(pilot, "b")
        await wait_until(pilot, lambda: kept(desk) == "b")
        await pilot.press("backspace")
        await wait_until(pilot, lambda: kept(desk) is None)


async def test_a_form_that_opens_again_shows_the_words_that_wait_to_be_written(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep, full = DraftService.keep, [BusyError("Another program holds the file.")]

    def keep_or_not(service: DraftService, *arguments: object, **options: object) -> int:
        if full:
            raise full[0]
        return keep(service, *arguments, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(DraftService, "keep", keep_or_not)
    monkeypatch.setattr(kept_words, "RETRY", 0.05)
    async with note(desk, *"first") as pilot:
        await pilot.press("escape")
        await closed(pilot)
        await open_note(pilot)
        await wait_until(pilot, lambda: typed(pilot) == "first")
        assert "Draft kept from" in read_screen(pilot.app)
        await pilot.press("end", *" second", "escape")
        await closed(pilot)
        assert kept(desk) is None
        full.clear()
        await wait_until(pilot, lambda: kept(desk) == "first second")


async def test_words_whose_save_fails_come_back(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def busy(*_arguments: object, **_options: object) -> None:
        raise BusyError("Another program holds the file.")

    async with queue(desk) as pilot:
        with monkeypatch.context() as patch:
            patch.setattr(CaseService, "note", busy)
            await open_note(pilot, *"precious")
            await pilot.press("ctrl+s")
            await wait_until(pilot, lambda: kept(desk) == "precious")
        await closed(pilot)
        await open_note(pilot)
        await wait_until(pilot, lambda: typed(pilot) == "precious")
        await pilot.press("ctrl+s")
        await wait_until(pilot, lambda: kept(desk) is None)


async def test_what_is_typed_before_the_draft_is_read_goes_on_behind_it(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    may_read = threading.Event()
    of_form = DraftService.of_form

    def slow(service: DraftService, key: str) -> object:
        assert may_read.wait(60)
        return of_form(service, key)

    desk.drafts.keep_form(NOTE, {"text": "first "})
    monkeypatch.setattr(DraftService, "of_form", slow)
    async with note(desk, *"then") as pilot:
        await wait_until(pilot, lambda: typed(pilot) == "then")
        may_read.set()
        await wait_until(pilot, lambda: typed(pilot) == "first then")


async def test_each_form_has_its_own_draft_for_each_record_and_person(desk: Desk) -> None:
    for key, words in (
        (NOTE, "one"),
        ("case.note 2", "two"),
        ("case.note 1 2", "both"),
        ("case.solve 1", "so"),
    ):
        desk.drafts.keep_form(key, {"text": words})
    with open_desk(desk.store.path, actor="li") as other:
        assert other.drafts.of_form(NOTE) is None
        other.drafts.keep_form(NOTE, {"text": HOSTILE})
        assert "\x1b" not in other.drafts.of_form(NOTE).body["text"]
    assert kept(desk) == "one"
    # Today lists calls to finish, and nothing else.
    assert desk.drafts.all() == []
    async with note(desk) as pilot:
        await wait_until(pilot, lambda: typed(pilot) == "one")


async def test_the_complaint_file_and_an_edit_come_back_over_what_stands_there_now(desk: Desk) -> None:
    for key, name, words in (("E", "facts", "泵坏了 [/]"), ("e", "subject", "另一个主题 [b]")):
        async with queue(desk) as pilot:
            await pilot.press(key)
            await in_front(pilot, FieldsForm)
            field = pilot.app.screen.query_one(f"#field-{name}")
            field.focus()
            if isinstance(field, Input):
                field.value = words
            else:
                field.load_text(words)
            form = "case.file 1" if key == "E" else "case.edit 1"
            await wait_until(pilot, lambda form=form: desk.drafts.of_form(form))
        desk.cases.edit(1, {name: "von nebenan"})
        async with queue(desk) as pilot:
            await pilot.press(key)
            await in_front(pilot, FieldsForm)
            await wait_until(pilot, lambda name=name: name in pilot.app.screen.changed())
            assert pilot.app.screen.changed() == {name: words}
            assert "Somebody has changed the record since." in line(pilot)
            await pilot.press("ctrl+s")
            await closed(pilot)
            await wait_until(pilot, lambda form=form: desk.drafts.of_form(form) is None)
        assert desk.cases.get(1).fields[name] == words


async def test_a_draft_that_the_record_holds_already_is_no_draft(desk: Desk) -> None:
    desk.drafts.keep_form("case.edit 1", {"subject": desk.cases.get(1).row.subject, "gone": "field"})
    async with queue(desk) as pilot:
        await pilot.press("e")
        await in_front(pilot, FieldsForm)
        await wait_until(pilot, lambda: desk.drafts.of_form("case.edit 1") is None)
        assert "Draft kept" not in read_screen(pilot.app)


async def test_words_that_cannot_be_written_stay_when_the_program_is_quit(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    is_busy = threading.Event()
    is_busy.set()
    keep = DraftService.keep_form

    def busy(service: DraftService, *arguments: object) -> None:
        if is_busy.is_set():
            raise BusyError("Another program holds the file.")
        keep(service, *arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(kept_words, "RETRY", 0.05)
    monkeypatch.setattr(DraftService, "keep_form", busy)
    async with note(desk, *"precious") as pilot:
        await pilot.press("ctrl+q")
        await wait_until(pilot, lambda: "could not be kept" in read_screen(pilot.app))
        await pilot.press("0")
        is_busy.clear()
        await in_front(pilot, Prompt)
        assert typed(pilot) == "precious"
        await wait_until(pilot, lambda: kept(desk) == "precious")


FORMS = {
    "a statement": ("Q s", "words", "她说 [/] 没人来"),
    "evidence": ("Q a", "what", "照片 [/] 三张"),
    "an edit": ("e", "description", "很长的说明 [/]"),
    "the complaint file": ("E", "product", "空调 [/]"),
    "a remedy": ("$ 1", "words", "退款 [/]"),
}


@pytest.mark.parametrize("form", list(FORMS))
async def test_the_words_of_every_form_of_a_case_outlive_the_terminal(desk: Desk, form: str) -> None:
    keys, field, words = FORMS[form]

    async def opened(pilot: Pilot[None]) -> Input | TextArea:
        for key in keys.split():
            before = pilot.app.screen
            await pilot.press(key)
            await wait_until(pilot, lambda before=before: pilot.app.screen is not before)  # type: ignore[misc]
        await in_front(pilot, FieldsForm)
        found = pilot.app.screen.query_one(f"#field-{field}")
        assert isinstance(found, Input | TextArea)
        return found

    async with queue(desk) as pilot:
        found = await opened(pilot)
        if isinstance(found, TextArea):
            found.text = words
        else:
            found.value = words
        await pilot.pause()
        pilot.app.words.end(129)  # type: ignore[attr-defined]
    async with queue(desk) as pilot:
        again = await opened(pilot)
        await wait_until(pilot, lambda: words in (again.text if isinstance(again, TextArea) else again.value))


async def test_the_one_line_of_a_reason_comes_back_too(desk: Desk) -> None:
    desk.moves.wait([1], "the part")
    async with queue(desk) as pilot:
        await pilot.press("W")
        await in_front(pilot, Prompt)
        await pilot.press(*"rang", "escape")
        await closed(pilot)
        await pilot.press("W")
        await in_front(pilot, Prompt)
        await wait_until(pilot, lambda: pilot.app.screen.query_one(Input).value == "rang")
        await pilot.press("enter")
        await wait_until(pilot, lambda: desk.history.newest(1)[0].verb == "case.nudge")
        await wait_until(pilot, lambda: desk.drafts.of_form("case.nudge 1") is None)
