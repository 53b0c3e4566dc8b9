"""What a regulator asks, on the screens: evidence and statements, the source and its limit on the file."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import cast

import pytest
from textual.widgets import Input, TextArea

from servicedesk.keys.actions import Keys
from servicedesk.services.desk import Desk
from servicedesk.services.policy_versions import BEGINNING
from servicedesk.tui.app import ServiceDeskApp
from servicedesk.tui.cases.clock_popup import ClockPopup
from servicedesk.tui.cases.evidence import EvidencePopup
from servicedesk.tui.cases.queue_screen import QueueScreen
from servicedesk.tui.forms.fields_form import FieldsForm
from tests.builders import FixedTime, open_desk
from tests.tui.case_keys_desk import NOW, fill, in_front, queue
from tests.tui.conftest import read_screen, wait_until


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A desk with four complaints, where 12315 has a limit."""
    path = tmp_path / "desk.db"
    with open_desk(path, FixedTime(NOW), db=path) as desk:
        fill(desk)
        desk.policies.set("sources", '[[source]]\nname = "12315"\nworking_days = 3\n', since=BEGINNING)
        yield desk


async def test_evidence_and_statements_are_taken_down_and_taken_off_with_keys(desk: Desk) -> None:
    async with queue(desk) as pilot:
        await pilot.press("Q")
        await in_front(pilot, EvidencePopup)
        await wait_until(pilot, lambda: "No evidence yet: a adds some" in read_screen(pilot.app))
        await pilot.press("a")
        await in_front(pilot, FieldsForm)
        pilot.app.screen.query_one("#field-what", TextArea).load_text("照片 [/]")
        pilot.app.screen.query_one("#field-from_whom", Input).value = "王芳"
        await pilot.press("ctrl+s")
        await wait_until(pilot, lambda: "照片 [/]  from 王芳" in read_screen(pilot.app))
        await in_front(pilot, EvidencePopup)
        await pilot.press("s")
        await in_front(pilot, FieldsForm)
        pilot.app.screen.query_one("#field-words", TextArea).load_text("第一天就漏 {x}")
        await pilot.press("ctrl+s")
        await wait_until(pilot, lambda: "第一天就漏 {x}" in read_screen(pilot.app))
        assert desk.cases.dossier(1).statements[0].side == "customer"
        await in_front(pilot, EvidencePopup)
        await pilot.press("D")
        await wait_until(pilot, lambda: not desk.cases.dossier(1).evidence)
        await pilot.press("escape")
        await in_front(pilot, QueueScreen)


async def test_a_statement_begins_with_its_words_and_takes_its_side_by_any_word_for_it(desk: Desk) -> None:
    async with queue(desk) as pilot:
        await pilot.press("Q")
        await in_front(pilot, EvidencePopup)
        await pilot.press("s")
        await in_front(pilot, FieldsForm)
        await pilot.press(*"driver says [/]", "tab", *"司机", "ctrl+s")
        await wait_until(pilot, lambda: "one of: customer, employee" in read_screen(pilot.app))
        await pilot.press("backspace", "backspace", *"师傅", "tab", *"李", "ctrl+s")
        await wait_until(pilot, lambda: desk.cases.dossier(1).statements)
        (said,) = desk.cases.dossier(1).statements
        assert (said.words, said.side, said.speaker) == ("driver says [/]", "employee", "李")


async def test_the_file_takes_the_source_with_the_time_of_its_receipt(desk: Desk) -> None:
    async with queue(desk, size=(120, 40)) as pilot:
        cast("ServiceDeskApp", pilot.app).keys = Keys({"case.solve": ("%",)})
        await pilot.press("E")
        await in_front(pilot, FieldsForm)
        form = pilot.app.screen
        form.query_one("#field-source", Input).value = "12315"
        form.query_one("#field-source_at", Input).value = "2026-11-18 10:00"
        await pilot.press("ctrl+s")
        await in_front(pilot, QueueScreen)
        held = desk.cases.get(1).fields
        assert (held["source"], held["source_at"]) == ("12315", datetime(2026, 11, 18, 2, tzinfo=UTC))
        assert len(desk.clocks.explain(1).clocks.limits) == 1
        # What the preview and the box of the clock propose has its key, as the user has it.
        await wait_until(pilot, lambda: "not answered yet (% E)" in read_screen(pilot.app))
        await pilot.press("equals_sign")
        await in_front(pilot, ClockPopup)
        await wait_until(pilot, lambda: "legal limit, 12315 (% E)" in read_screen(pilot.app))
