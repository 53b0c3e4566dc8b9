"""`servicedesk today` says what the screen Today shows: the same sections, in the same order and words."""

from datetime import timedelta

import pytest

from servicedesk import i18n
from servicedesk.domain.records.case import VIEWS as CASE_VIEWS
from servicedesk.domain.today_parts import FIGURES, SECTIONS
from servicedesk.domain.trend_words import plot_words
from servicedesk.services.desk import Desk
from servicedesk.services.promises import NewPromise
from servicedesk.services.remedies import NewRemedy
from servicedesk.tui.today.board_lines import Look
from servicedesk.tui.today.plots import plots_of
from servicedesk.tui.today.today_sections import figures_of, sections_of
from tests.builders import NOW, given_call, given_case, given_followup, open_desk
from tests.cli.conftest import Program


def _fill(desk: Desk) -> None:
    """Something for each section."""
    case_id = given_case(desk, due_at=NOW - timedelta(hours=1))
    desk.remedies.add([case_id], NewRemedy("refund", "退款 [b]", 8000))
    desk.promises.make(NewPromise("回电 [/]", NOW + timedelta(hours=1), case_id=case_id))
    given_followup(desk, NOW - timedelta(days=2))
    given_call(desk, "138 0000 7777", "", outcome="abandoned")
    desk.drafts.keep({"who": "李伟", "summary": "half [/x]"})
    desk.drafts.keep_form(f"case.note {case_id}", {"text": "半句 [/] 话", "before text": "was here"})


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_screen_and_the_shell_have_the_same_sections_in_the_same_words(
    program: Program, language: str
) -> None:
    with open_desk(program.path) as desk:
        _fill(desk)
        page = program.ok("--lang", language, "today", "--plots").out
        i18n.activate(language)
        board, trends = desk.today.board(), desk.trends.trends()
        figures = figures_of(board)
        sections = sections_of(board, Look(80), 60)
        assert [one.kind for one in sections] == [one.name for one in SECTIONS]
        titles = [" · ".join(filter(None, (f"{one.heading} {one.count}", one.note))) for one in sections]
        titles += [f"{one.title} · {one.note}".removesuffix(" · ") for one in plot_words(trends)]
        assert [line for line in page.splitlines()[1:] if line and not line.startswith(" ")] == titles
        # Below each title stand as many rows as there are.
        blocks = page.split("\n\n")[1 : len(sections) + 1]
        assert [len(block.splitlines()) - 1 for block in blocks] == [len(one.rows) for one in sections]
        assert "半句 [/] 话" in blocks[-1]
        assert "was here" not in page
        first = page.splitlines()[0].casefold()
        assert first.split(" · ")[: len(figures) - 1] == [
            # What waits stands behind the number there, in the label here.
            f"{one.short} {one.number.replace('!', ' !')}"
            for one in figures[:-1]
        ]
        plots = plots_of(trends, 9, as_text=False)
        assert [(plot.title, plot.note) for plot in plots] == [
            (one.title, one.note) for one in plot_words(trends)
        ]


def test_each_part_of_the_screen_is_a_field_of_the_json(program: Program) -> None:
    with open_desk(program.path) as desk:
        _fill(desk)
    found = program.ok("today", "--json").json
    names = [name for one in SECTIONS for name in (one.counted, one.late, one.rows) if name]
    assert [name for name in found if name in names] == list(dict.fromkeys(["overdue", *names]))
    for one in SECTIONS:
        assert len(found[one.rows]) == (found[one.counted] if one.counted else 1), one.name
    assert [one.name for one in FIGURES if one.name not in found] == []
    assert found["form_drafts"][0]["form"] == "case.note"


def test_an_empty_section_says_so_and_an_empty_desk_has_none(program: Program) -> None:
    program.ok("customer", "add", "李伟")
    assert len(program.ok("today").lines) == 1
    program.ok("case", "open", "漏水")
    assert program.ok("today").out.count("\nFollow-ups owed\n  None is planned.\n") == 1


def test_the_view_called_as_a_figure_is_lists_as_many_cases_as_it_says(program: Program) -> None:
    with open_desk(program.path) as desk:
        _fill(desk)
        asleep = [given_case(desk, f"今天 [b] {n}", due_at=NOW + timedelta(hours=2)) for n in range(3)]
        desk.cases.snooze(asleep[:2], NOW + timedelta(days=2))
        board = desk.today.board()
    assert board.due_today > board.overdue > 0
    names = {query: i18n._(name) for name, query in CASE_VIEWS}
    for figure in FIGURES:
        rows = program.ok("case", "list", "--view", names[figure.query], "--json").json
        assert (figure.name, len(rows)) == (figure.name, getattr(board, figure.name))
