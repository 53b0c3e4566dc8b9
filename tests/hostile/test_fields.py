"""Hostile texts typed and pasted into every field: what is stored is what the gate lets through."""

import unicodedata
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from textual import events
from textual.keys import _character_to_key
from textual.pilot import Pilot
from textual.widgets import Input, OptionList, TextArea

from servicedesk.domain.text import clean, clean_line
from servicedesk.services.desk import Desk
from servicedesk.tui.app import ServiceDeskApp
from servicedesk.tui.calendar.booking_form import BookingForm
from servicedesk.tui.forms.fields_form import FieldsForm
from servicedesk.tui.forms.picker import Picker
from servicedesk.tui.forms.prompt import Prompt
from servicedesk.tui.lists.filter_bar import FilterBar
from tests.builders import allow_any_cause, given_case, given_customer, given_followup, open_desk
from tests.hostile.hostile import FORBIDDEN, MEGABYTE, TEXTS, HostileText
from tests.tui.conftest import _rest, _still_cursor, read_screen, wait_until

__all__ = ["_rest", "_still_cursor"]

BUNCH = 16
BUNCHES = tuple(
    HostileText(f"bunch {start}", " ".join(text.text for text in TEXTS[start : start + BUNCH]), f"B{start}Q")
    for start in range(0, len(TEXTS), BUNCH)
)
"""All of the texts, many in one paste; one by one takes minutes."""

Texts = tuple[HostileText, ...]

App = Pilot[None]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A desk with a customer, a case and a follow-up."""
    with open_desk(tmp_path / "desk.db", db=tmp_path / "desk.db") as desk:
        customer_id = given_customer(desk, "李伟")
        given_case(desk, "空调漏水", customer_id=customer_id)
        given_followup(desk, customer_id=customer_id)
        yield desk


@pytest.fixture(params=["all in bunches", pytest.param("one by one", marks=pytest.mark.slow)])
def texts(request: pytest.FixtureRequest) -> Texts:
    """What is pasted."""
    return BUNCHES if request.param == "all in bunches" else TEXTS[::4]


@asynccontextmanager
async def opened(desk: Desk, screen: str) -> AsyncIterator[App]:
    """The app on one of its screens, with its list."""
    app = ServiceDeskApp(lambda: Desk.open(desk.settings, clock=desk.clock), first_screen=screen)
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await wait_until(pilot, lambda: app.is_desk_open and app.focused is not None)
        await wait_until(pilot, lambda: not [one for one in app.workers if one.is_running])
        yield pilot
        assert not app.unexpected


def require_harmless(pilot: App) -> None:
    """The screen holds no control; line ends are its own."""
    found = FORBIDDEN.search(read_screen(pilot.app).replace("\n", ""))
    assert not found


async def front(pilot: App, kind: type) -> Any:
    """Wait until a screen of `kind` is in front and takes keys."""
    await wait_until(pilot, lambda: isinstance(pilot.app.screen, kind) and pilot.app.focused is not None)
    return pilot.app.screen


async def paste(pilot: App, field: Input | TextArea, text: str) -> None:
    """Put `text` in the place of what stands in the field, as a terminal pastes it."""
    if isinstance(field, Input):
        field.value = ""
    else:
        field.load_text("")
    field.focus()
    await wait_until(pilot, lambda: pilot.app.focused is field)
    pilot.app.post_message(events.Paste(text))
    await wait_until(pilot, lambda: content_of(field) == expected(field, text))


def content_of(field: Input | TextArea) -> str:
    """What stands in it."""
    return field.value if isinstance(field, Input) else field.text


def expected(field: Input | TextArea, text: str) -> str:
    """What a paste leaves in it."""
    return clean_line(text) if isinstance(field, Input) else clean(text)


def stored_texts(desk: Desk) -> list[str]:
    """Every text in every table of the file."""
    with desk.reading() as db:
        names = db.execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall()
        rows = [row for (table,) in names for row in db.execute(f"SELECT * FROM {table}").fetchall()]
    return [cell for row in rows for cell in row if isinstance(cell, str)]


@pytest.mark.parametrize("text", TEXTS, ids=str)
def test_what_can_be_typed_is_what_people_mean(text: HostileText) -> None:
    from servicedesk.tui.forms.fields import unprintable_but_meant

    for character in text.text:
        key = events.Key(_character_to_key(character), character)
        taken = key.is_printable or unprintable_but_meant(key) != ""
        is_meant = clean(character) != "" and clean(character) not in "\n\t\ufffd"
        if unicodedata.category(character) not in {"Cc", "Cs", "Zl", "Zp"}:
            assert taken or not is_meant, repr(character)
        else:
            assert not taken


async def test_the_call_form_takes_every_text(desk: Desk, texts: Texts) -> None:
    async with opened(desk, "today") as pilot:
        for place, text in enumerate(texts, 1):
            await pilot.press("f2")
            await wait_until(pilot, lambda: pilot.app.screen.query("#what") and pilot.app.focused is not None)
            screen = pilot.app.screen
            await paste(pilot, screen.query_one("#note", Input), text.text)
            await paste(pilot, screen.query_one("#handler", Input), text.text)
            await paste(pilot, screen.query_one("#what", TextArea), text.text)
            # The last one: what is no caller in it goes into the note as soon as it is left.
            await paste(pilot, screen.query_one("#who", Input), text.text)
            require_harmless(pilot)
            await pilot.press("ctrl+s")
            await pilot.press("ctrl+s")
            await wait_until(pilot, lambda place=place: desk.calls.get(place) is not None)
            call = desk.calls.get(place)
            assert call is not None
            assert call.summary.startswith(clean(text.text).strip())
            assert call.handler == clean_line(text.text)
            await wait_until(pilot, lambda: not pilot.app.screen.query("#what"))
            require_harmless(pilot)
    assert [text for text in stored_texts(desk) if FORBIDDEN.search(text)] == []
    assert desk.drafts.all() == []


FORMS = {
    "case": ("queue", ("subject", "category", "department", "cause"), ("result", "description")),
    "customer": (
        "customers",
        ("name", "company", "region", "website", "owner", "birthday", "customer_since", "source"),
        ("note",),
    ),
}


@pytest.mark.parametrize("kind", list(FORMS))
async def test_the_form_of_a_record_takes_every_text(desk: Desk, texts: Texts, kind: str) -> None:
    screen, lines, blocks = FORMS[kind]
    allow_any_cause(desk)
    async with opened(desk, screen) as pilot:
        for place in range(0, len(texts), len(lines) + len(blocks)):
            await pilot.press("e")
            form = await front(pilot, FieldsForm)
            wanted = {}
            for turn, name in enumerate((*lines, *blocks)):
                text = texts[(place + turn) % len(texts)].text
                field = form.query_one(f"#field-{name}", Input if name in lines else TextArea)
                await paste(pilot, field, text)
                wanted[name] = clean_line(text) if name in lines else clean(text).strip()
            require_harmless(pilot)
            await pilot.press("ctrl+s")
            await wait_until(pilot, lambda form=form: pilot.app.screen is not form)
            if kind == "case":
                fields = desk.cases.get(1).fields
            else:
                card = desk.customers.card(1)
                fields = {**card.fields, "name": card.name}
            assert {name: fields[name] for name in wanted} == wanted
            require_harmless(pilot)
    assert [text for text in stored_texts(desk) if FORBIDDEN.search(text)] == []


async def test_a_field_of_choices_refuses_every_text_in_words(desk: Desk, texts: Texts) -> None:
    async with opened(desk, "queue") as pilot:
        await pilot.press("e")
        form = await front(pilot, FieldsForm)
        for text in texts:
            for name in ("kind", "priority", "due_at"):
                await paste(pilot, form.query_one(f"#field-{name}", Input), text.text)
            await pilot.press("ctrl+s")
            await pilot.pause()
            assert pilot.app.screen is form
            require_harmless(pilot)
    assert desk.cases.get(1).row.version == 1


async def test_a_question_for_several_lines_takes_every_text(desk: Desk, texts: Texts) -> None:
    async with opened(desk, "queue") as pilot:
        for place, text in enumerate(texts, 1):
            await pilot.press("c")
            prompt = await front(pilot, Prompt)
            await paste(pilot, prompt.query_one(TextArea), text.text)
            require_harmless(pilot)
            await pilot.press("ctrl+s")
            await wait_until(pilot, lambda place=place: len(notes(desk)) == place)
            assert notes(desk)[-1] == clean(text.text).strip()
            require_harmless(pilot)


async def test_a_question_for_one_line_takes_every_text(desk: Desk, texts: Texts) -> None:
    async with opened(desk, "customers") as pilot:
        for text in texts:
            await pilot.press("b")
            prompt = await front(pilot, Prompt)
            await paste(pilot, prompt.query_one(Input), text.text)
            require_harmless(pilot)
            await pilot.press("enter")
            wanted = clean_line(text.text)
            await wait_until(pilot, lambda wanted=wanted: desk.customers.card(1).fields["banner"] == wanted)
            require_harmless(pilot)


def notes(desk: Desk) -> list[str]:
    """The notes on the case, oldest first."""
    with desk.reading() as db:
        return [row[0] for row in db.execute("SELECT text FROM case_notes ORDER BY id").fetchall()]


@pytest.mark.parametrize("key", ["a", "l"])
async def test_a_menu_that_one_may_type_into_takes_every_text(desk: Desk, texts: Texts, key: str) -> None:
    async with opened(desk, "queue") as pilot:
        for text in texts:
            await pilot.press(key)
            picker = await front(pilot, Picker)
            await paste(pilot, picker.query_one(Input), text.text)
            require_harmless(pilot)
            if picker.query_one(OptionList).highlighted is None:
                # A new value is taken by Down and Enter.
                await pilot.press("down")
            await pilot.press("enter")
            await wait_until(pilot, lambda picker=picker: pilot.app.screen is not picker)
            wanted = clean_line(text.text)
            if key == "a":
                await wait_until(pilot, lambda wanted=wanted: desk.cases.get(1).row.owner == wanted)
            else:
                wanted = wanted.removeprefix("+")
                await wait_until(pilot, lambda wanted=wanted: wanted in desk.cases.get(1).row.labels)
            require_harmless(pilot)


@pytest.mark.parametrize("screen", ["calls", "queue", "customers"])
async def test_the_filter_takes_every_text(desk: Desk, texts: Texts, screen: str) -> None:
    async with opened(desk, screen) as pilot:
        await pilot.press("/")
        bar = pilot.app.screen.query_one(FilterBar)
        for text in texts:
            await paste(pilot, bar.field, text.text)
            await wait_until(pilot, lambda bar=bar: bar.active == bar.text or bar.has_class("-fault"))
            require_harmless(pilot)
        await pilot.press("escape")
        await wait_until(pilot, lambda: not bar.has_class("-open"))
    assert desk.history.newest(99)


async def test_the_booking_form_and_a_saved_view_take_every_text(desk: Desk, texts: Texts) -> None:
    async with opened(desk, "calendar") as pilot:
        for text in texts:
            await pilot.press("n")
            form = await front(pilot, BookingForm)
            for name in ("who", "purpose", "when", "repeat"):
                await paste(pilot, form.query_one(f"#booking-{name}", Input), text.text)
            require_harmless(pilot)
            await pilot.press("ctrl+s")
            for name in ("who", "when", "repeat"):
                form.query_one(f"#booking-{name}", Input).value = ""
            await pilot.press("ctrl+s")
            wanted = clean_line(text.text)
            await wait_until(pilot, lambda form=form: pilot.app.screen is not form)
            assert wanted in purposes(desk)
            require_harmless(pilot)
        await pilot.press("3")
        await wait_until(pilot, lambda: pilot.app.focused is not None)
        for text in texts:
            await pilot.press("V")
            picker = await front(pilot, Picker)
            await paste(pilot, picker.query_one(Input), text.text)
            await pilot.press("enter")
            await wait_until(pilot, lambda picker=picker: pilot.app.screen is not picker)
            require_harmless(pilot)
        names = {view.name for view in desk.lists.views("case")}
        assert {clean_line(text.text) for text in texts} <= names


def purposes(desk: Desk) -> set[str]:
    """What the follow-ups are for."""
    with desk.reading() as db:
        return {row[0] for row in db.execute("SELECT purpose FROM followups").fetchall()}


@pytest.mark.slow
async def test_a_million_characters_pasted_anywhere_end_nothing(desk: Desk) -> None:
    async with opened(desk, "today") as pilot:
        await pilot.press("f2")
        await wait_until(pilot, lambda: pilot.app.screen.query("#what") and pilot.app.focused is not None)
        screen = pilot.app.screen
        for name in ("#who", "#what", "#note"):
            screen.query_one(name).focus()
            await pilot.pause()
            pilot.app.post_message(events.Paste(MEGABYTE))
            await pilot.press("z")
            require_harmless(pilot)
        await wait_until(pilot, lambda: "z" in screen.query_one("#note", Input).value)
        await pilot.press("escape", "3")
        await wait_until(pilot, lambda: "空调漏水" in read_screen(pilot.app))
        await pilot.press("slash")
        pilot.app.post_message(events.Paste(MEGABYTE))
        await pilot.press("z")
        require_harmless(pilot)


@pytest.mark.parametrize(
    "text", [MEGABYTE, "漏水\n" * 80_000, "x" * 2_001], ids=["one line", "lines", "line"]
)
async def test_a_paste_that_nobody_could_work_on_is_refused_in_words(desk: Desk, text: str) -> None:
    async with opened(desk, "queue") as pilot:
        await pilot.press("e")
        form = await front(pilot, FieldsForm)
        for name in ("subject", "description"):
            field = form.query_one(f"#field-{name}")
            field.focus()
            await pilot.pause()
            before = content_of(field)
            pilot.app.post_message(events.Paste(text))
            await pilot.press("z")
            await wait_until(pilot, lambda field=field: "z" in content_of(field))
            if len(text) > 3000 or name == "subject":
                assert content_of(field).replace("z", "") == before
                await wait_until(pilot, lambda: "Not pasted" in read_screen(pilot.app))
            else:
                assert text in content_of(field)
