"""A whole line typed into "Who": the form parts it before it saves, and what it says is what is kept."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from servicedesk.domain.caller_line import is_identity
from servicedesk.domain.caller_names import with_caller
from servicedesk.domain.errors import UsageError
from servicedesk.domain.text import clean, half_width, has_visible_name
from servicedesk.services.customers import NewCustomer
from servicedesk.tui.app import ServiceDeskApp
from servicedesk.tui.calls.call_words import CallWords, Setting, echo, read_note
from tests.builders import NOW
from tests.tui.call_desk import CallDesk, filled
from tests.tui.call_form_steps import candidates, drafts, form, last_call, left, put
from tests.tui.conftest import read_screen, wait_until
from tests.unit.test_caller_field import LINES


@pytest.fixture
def made(tmp_path: Path) -> Iterator[CallDesk]:
    """A desk at work."""
    made = filled(tmp_path)
    yield made
    made.desk.close()


async def test_a_line_in_who_becomes_customer_and_note_before_it_is_saved(made: CallDesk) -> None:
    async with form(made.desk, size=(120, 30)) as (app, pilot):
        await put(pilot, "who", "王先生13800002222漏水，!紧急，@明天下午三点")
        await wait_until(pilot, lambda: "new customer: 王先生 13800002222" in read_screen(app))
        assert "new complaint urgent" in read_screen(app)
        assert "into the note: 漏水，!紧急，@明天下午三点" in read_screen(app)
        await pilot.press("tab")
        await wait_until(pilot, lambda: app.screen.words.who == "王先生 13800002222")
        assert app.screen.words.note == "漏水，!紧急，@明天下午三点"
        assert "into the note" not in read_screen(app)
        await pilot.press("ctrl+s")
        await left(app, pilot)
        call = last_call(made.desk)
        assert (call.customer_name, call.phone, call.summary) == ("王先生", "13800002222", "漏水")
        assert made.desk.cases.get(4).row.priority == 4
        assert drafts(made.desk) == []


async def test_saving_from_who_parts_the_line_too_behind_what_the_note_holds(made: CallDesk) -> None:
    async with form(made.desk) as (app, pilot):
        await put(pilot, "note", "第二次")
        await put(pilot, "who", "刘先生\n13900007777\n空调不制冷")
        await pilot.press("ctrl+s")
        await left(app, pilot)
        call = last_call(made.desk)
        assert (call.customer_name, call.summary) == ("刘先生", "空调不制冷\n第二次")


async def test_a_known_number_with_words_finds_the_customer_and_keeps_the_words(made: CallDesk) -> None:
    async with form(made.desk) as (app, pilot):
        await put(pilot, "who", "13800001111漏水")
        await wait_until(pilot, lambda: candidates(app) == ["李伟"])
        await pilot.press("enter")
        await wait_until(pilot, lambda: app.screen.words.customer_id == made.vip)
        assert (app.screen.words.who, app.screen.words.note) == ("李伟", "漏水")
        await pilot.press("ctrl+s")
        await left(app, pilot)
        assert (last_call(made.desk).customer_id, last_call(made.desk).summary) == (made.vip, "漏水")


@pytest.mark.parametrize(("number", "is_known"), [("20000000", True), ("20261128001", False)])
async def test_a_part_of_a_number_is_a_caller_only_if_somebody_has_it(
    made: CallDesk, number: str, is_known: bool
) -> None:
    had = made.desk.customers.add(NewCustomer({"name": "和平公司"}, phones=["20000000"])).id
    async with form(made.desk) as (app, pilot):
        await put(pilot, "who", f"{number} 催办")
        await pilot.press("tab")
        await wait_until(pilot, lambda: "催办" in app.screen.words.note)
        await pilot.press("ctrl+s")
        await left(app, pilot)
        call = last_call(made.desk)
        expected = (had, "催办") if is_known else (None, f"{number} 催办")
        assert (call.customer_id, call.summary) == expected


async def test_an_identity_number_in_who_is_said_to_name_nobody(made: CallDesk) -> None:
    async with form(made.desk) as (app, pilot):
        await put(pilot, "who", "310101199001011234")
        await wait_until(pilot, lambda: "looks like an identity or card number" in read_screen(app))


async def test_a_long_line_shows_its_beginning_once_one_is_elsewhere(made: CallDesk) -> None:
    long = "北京和平里街道第二社区居民委员会王主任办公室转接"
    async with form(made.desk) as (app, pilot):
        await put(pilot, "who", long)
        await pilot.press("tab")
        await wait_until(pilot, lambda: _who_line(app).strip().startswith(long[:6]))
        await pilot.press("shift+tab")
        await pilot.press(*"room")
        await wait_until(pilot, lambda: _who_line(app).strip().endswith("转接room"))
        await pilot.press("f2")
        await wait_until(pilot, lambda: app.screen.words.is_blank)
        await pilot.press("f3")
        await wait_until(pilot, lambda: app.screen.words.who == f"{long}room")
        app.screen.query_one("#what").focus()
        await wait_until(pilot, lambda: _who_line(app).strip().startswith(long[:6]))


def _who_line(app: ServiceDeskApp) -> str:
    (line,) = [line for line in read_screen(app).splitlines() if line.strip().startswith("Who")]
    return line.strip().removeprefix("Who").partition("│")[0]


@given(LINES, LINES)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_the_form_says_of_customer_and_note_is_what_is_kept(
    made: CallDesk, who: str, note_line: str
) -> None:
    raw = CallWords(who=who, note=note_line)
    words = raw.parted("CN")
    note = read_note(words, NOW, made.desk.reading_times, "09:00")
    known = made.desk.calls.known_caller(words.who)
    customer = made.desk.lists.rows("customer", [known])[known] if known is not None else None
    said = "".join(
        text for text, _style in echo(words, note, Setting(NOW, NOW, made.desk.zone, "anna", customer))
    )
    if not words.is_savable:
        assert "Nothing to save yet" in said
        return
    try:
        logged = made.desk.calls.log(words.to_call(note, NOW, NOW, "anna"))
    except UsageError:
        # Refused whole, and the form keeps it: a name without a letter, an identity number alone.
        assert is_identity(words.who) or not has_visible_name(words.who)
        return
    call = made.desk.calls.get(logged.call_id)
    assert call is not None
    other = made.desk.calls.who_called(words.who).other_name
    assert call.summary == with_caller(note.text, other, "in").strip()
    assert _letters(words.who + words.note) == _letters(raw.who + raw.note)
    if call.customer_id is None:
        assert "customer" not in said
    elif other:
        assert f"{call.customer_name} (caller: {other})" in said
    elif logged.is_new_customer:
        shown = half_width(said.partition("new customer: ")[2].partition(" · ")[0])
        name, phone = half_width(call.customer_name), half_width(call.phone)
        assert shown == (name if _letters(name) == _letters(phone) else f"{name} {phone}".strip())
    else:
        assert f"· {call.customer_name} ·" in f"{said} ·"


def _letters(text: str) -> list[str]:
    return sorted(character for character in clean(text) if character.isalnum())
