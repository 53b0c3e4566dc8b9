"""The windowed list, with a source that holds nothing but numbers."""

from array import array
from collections.abc import Sequence
from dataclasses import dataclass, field

from textual.app import App, ComposeResult

from servicedesk.tui.lists.list_columns import ListColumn
from servicedesk.tui.lists.row_list import RowList
from servicedesk.tui.lists.row_rules import RowGroup, RowRules
from tests.tui.conftest import read_screen, wait_until

HOSTILE = "\x1b]2;PWNED\x1b\\[/x][@click=app.quit]\x00\u202e\ud800"


@dataclass
class Numbers:
    """A source over numbers; `names` gives a row its own text."""

    order: list[int]
    names: dict[int, str] = field(default_factory=dict)
    asked: int = 0

    def first(self, limit: int) -> Sequence[int]:
        return self.order[:limit]

    def ids(self) -> "array[int]":
        self.asked += 1
        return array("q", self.order)

    def rows(self, ids: Sequence[int]) -> dict[int, tuple[int, str]]:
        return {number: (number, self.names.get(number, f"row {number}")) for number in ids}


class InGroups(Numbers):
    """The same, the names that begin alike under one rule."""

    def groups(self, limit: int | None = None) -> "list[tuple[str, array[int]]]":
        found: dict[str, array[int]] = {}
        for number in self.order[:limit]:
            found.setdefault("[/] 轮到别人" if number % 2 else "even", array("q")).append(number)
        return list(found.items())


COLUMNS = (
    ListColumn("number", "No", 8, lambda row, _: str(row[0]), align="right"),
    ListColumn("name", "Name", None, lambda row, _: row[1]),
    ListColumn("state", "State", 10, lambda _row, _: [("late!", "error"), (" 3d", "muted")], priority=2),
    ListColumn("owner", "Owner", 8, lambda _row, _: "me", priority=1),
)


class ListApp(App[None]):
    """One list and what it said."""

    def __init__(self, source: Numbers, width: int = 80) -> None:
        super().__init__()
        self.source = source
        self.heard: list[object] = []

    def compose(self) -> ComposeResult:
        yield RowList(COLUMNS, empty="Nothing here. Press F2.", source=self.source)

    @property
    def rows(self) -> RowList:
        return self.query_one(RowList)

    def on_row_list_row_highlighted(self, message: RowList.RowHighlighted) -> None:
        self.heard.append(("at", message.record_id))

    def on_row_list_row_opened(self, message: RowList.RowOpened) -> None:
        self.heard.append(("open", message.record_id))

    def on_row_list_marks_changed(self, message: RowList.MarksChanged) -> None:
        self.heard.append(("marks", message.count))

    def on_row_list_count_changed(self, message: RowList.CountChanged) -> None:
        self.heard.append(("count", message.count, message.exact))

    def on_row_list_failed(self, message: RowList.Failed) -> None:
        self.heard.append(("failed", str(message.error)))


async def settled(pilot, app: ListApp) -> None:
    await wait_until(pilot, lambda: app.rows.exact and not app.rows.loading_rows)


async def test_the_first_page_comes_first_and_then_the_exact_count() -> None:
    app = ListApp(Numbers(list(range(1, 1001))))
    async with app.run_test() as pilot:
        await settled(pilot, app)
        assert [heard for heard in app.heard if heard[0] == "count"] == [
            ("count", 100, False),
            ("count", 1000, True),
        ]
        assert "       1 row 1" in read_screen(app)


async def test_keys_move_to_both_ends_and_by_pages() -> None:
    app = ListApp(Numbers(list(range(1, 1001))))
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot, app)
        for key, expected in [
            ("j", 2), ("down", 3), ("k", 2), ("G", 1000), ("g", 1), ("end", 1000), ("home", 1),
            ("pagedown", 24), ("ctrl+d", 35), ("ctrl+u", 24), ("pageup", 1), ("up", 1),
        ]:  # fmt: skip
            await pilot.press(key)
            assert app.rows.cursor_id == expected, key
        await pilot.press("G")
        assert read_screen(app).splitlines()[-1].startswith("▌     1000 row 1000")


async def test_marks_survive_another_query_and_name_records_not_lines() -> None:
    app = ListApp(Numbers([10, 20, 30, 40]))
    async with app.run_test() as pilot:
        await settled(pilot, app)
        await pilot.press("space", "j", "space")
        assert app.rows.selection() == [10, 30]
        app.rows.show(Numbers([40, 30, 20]))
        await wait_until(pilot, lambda: app.rows.count == 3)
        assert app.rows.selection() == [30, 10]
        assert app.rows.clear_marks()
        assert app.rows.selection() == [40]
        assert not app.rows.clear_marks()


async def test_a_range_marks_what_lies_between_and_star_marks_all() -> None:
    app = ListApp(Numbers(list(range(1, 31))))
    async with app.run_test() as pilot:
        await settled(pilot, app)
        await pilot.press("j", "v", "j", "j")
        assert app.rows.selection() == [2, 3, 4]
        await pilot.press("k", "v", "j", "j")
        assert app.rows.selection() == [2, 3]
        await pilot.press("*")
        assert len(app.rows.selection()) == 30
        await pilot.press("*")
        assert app.rows.marks == set()


async def test_a_reload_keeps_the_record_under_the_cursor() -> None:
    source = Numbers(list(range(1, 501)))
    app = ListApp(source)
    async with app.run_test() as pilot:
        await settled(pilot, app)
        app.rows.move_to(250)
        await pilot.pause()
        line = next(i for i, text in enumerate(read_screen(app).splitlines()) if text.startswith("▌"))
        source.order = [9001, 9002, *source.order]
        app.rows.reload()
        await wait_until(pilot, lambda: app.rows.count == 502)
        assert app.rows.cursor_id == 251
        assert read_screen(app).splitlines()[line].startswith("▌      251")


async def test_when_the_record_is_gone_the_next_one_slides_under_the_cursor() -> None:
    source = Numbers(list(range(1, 51)))
    app = ListApp(source)
    async with app.run_test() as pilot:
        await settled(pilot, app)
        await pilot.press("j", "j")
        source.order.remove(3)
        app.rows.reload()
        await wait_until(pilot, lambda: app.rows.count == 49)
        assert (app.rows.cursor_row, app.rows.cursor_id) == (2, 4)
        assert ("at", 4) in app.heard


async def test_reloads_during_a_load_end_with_the_newest_rows() -> None:
    source = Numbers(list(range(1, 301)))
    app = ListApp(source)
    async with app.run_test() as pilot:
        for extra in range(1000, 1005):
            source.order.append(extra)
            app.rows.reload()
        await wait_until(pilot, lambda: app.rows.count == 305)
        assert source.asked <= 4


async def test_an_empty_list_says_what_to_do() -> None:
    app = ListApp(Numbers([]))
    async with app.run_test() as pilot:
        await settled(pilot, app)
        assert "Nothing here. Press F2." in read_screen(app)
        await pilot.press("j", "G", "space", "v", "enter", "*")
        assert app.rows.selection() == []
        assert app.rows.cursor_record is None


async def test_hostile_text_is_drawn_as_harmless_text() -> None:
    app = ListApp(Numbers([1, 2], {1: HOSTILE + "x" * 1_000_000, 2: "客户投诉空调漏水\n第二行"}))
    async with app.run_test() as pilot:
        await settled(pilot, app)
        shown = read_screen(app)
        assert "]2;PWNED\\[/x][@click=app.quit]" in shown
        assert "客户投诉空调漏水 第二行" in shown
        assert not any(c in shown for c in "\x1b\x00\x9b\u202e\ud800")


async def test_columns_stay_aligned_beside_chinese_text() -> None:
    from rich.cells import cell_len

    app = ListApp(Numbers([1, 2], {1: "客户投诉空调漏水" * 9, 2: "Ann"}))
    async with app.run_test(size=(60, 15)) as pilot:
        await settled(pilot, app)
        header, first, second = read_screen(app).splitlines()[:3]
        place = cell_len(header[: header.index("State")])
        assert {cell_len(line[: line.index("late!")]) for line in (first, second)} == {place}


async def test_the_least_wanted_column_gives_way_in_a_narrow_window() -> None:
    app = ListApp(Numbers([1]))
    async with app.run_test(size=(44, 10)) as pilot:
        await settled(pilot, app)
        header = read_screen(app).splitlines()[0]
        assert "Owner" in header
        assert "State" not in header


async def test_a_click_moves_and_a_second_click_opens() -> None:
    app = ListApp(Numbers(list(range(1, 10))))
    async with app.run_test() as pilot:
        await settled(pilot, app)
        await pilot.click(RowList, offset=(5, 4))
        assert app.rows.cursor_id == 4
        await pilot.click(RowList, offset=(5, 4), times=2)
        assert ("open", 4) in app.heard


async def test_a_source_that_fails_is_reported_and_the_list_lives_on() -> None:
    class Broken(Numbers):
        def ids(self) -> "array[int]":
            raise OSError("disk gone")

    app = ListApp(Broken(list(range(1, 301))))
    async with app.run_test() as pilot:
        await wait_until(pilot, lambda: ("failed", "disk gone") in app.heard)
        await pilot.press("j")
        assert app.rows.cursor_id == 2


async def test_select_finds_a_record_that_is_not_loaded_yet() -> None:
    app = ListApp(Numbers(list(range(1, 1001))))
    async with app.run_test() as pilot:
        app.rows.select(777)
        await wait_until(pilot, lambda: app.rows.cursor_id == 777)
        assert "▌      777" in read_screen(app)


async def test_a_cursor_step_repaints_two_lines_only(monkeypatch) -> None:
    app = ListApp(Numbers(list(range(1, 1001))))
    async with app.run_test() as pilot:
        await settled(pilot, app)
        drawn: list[int] = []
        draw = app.rows._draw
        monkeypatch.setattr(
            app.rows, "_draw", lambda position, state: drawn.append(position) or draw(position, state)
        )
        await pilot.press("j")
        await pilot.pause()
        assert set(drawn) == {0, 1}
        drawn.clear()
        await pilot.press("j")
        await pilot.pause()
        assert drawn == [2]


def test_each_line_of_a_list_in_groups_is_a_rule_or_one_row() -> None:
    rules = RowRules([RowGroup("a", 0, 3), RowGroup("b", 3, 1), RowGroup("c", 4, 2)])
    lines = [
        rules.rule_at(line).name if rules.rule_at(line) else rules.position_at(line) for line in range(9)
    ]
    assert lines == ["a", 0, 1, 2, "b", 3, "c", 4, 5]
    assert [rules.line_of(position) for position in range(6)] == [1, 2, 3, 5, 7, 8]
    assert [rules.first_line_of(position) for position in range(6)] == [0, 2, 3, 4, 6, 8]


async def test_rules_between_groups_are_no_rows() -> None:
    source = InGroups([*range(1, 60, 2), *range(2, 7, 2)])
    app = ListApp(source)
    async with app.run_test(size=(60, 12)) as pilot:
        await settled(pilot, app)
        lines = read_screen(app).splitlines()
        assert lines[1].startswith("─ [/] 轮到别人 30 ───")
        assert lines[2].startswith("▌        1 row 1")
        # Over the rule, both ways, with a mark on each side; it is neither marked nor counted.
        app.rows.move_to(29)
        await pilot.press("space")
        assert app.rows.cursor_id == 2
        assert read_screen(app).splitlines()[-2].startswith("─ even 3 ───")
        await pilot.press("space", "k", "k")
        assert app.rows.cursor_id == 59
        assert app.rows.selection() == [59, 2]
        await pilot.press("*")
        assert app.heard[-1] == ("marks", 33)
        assert app.rows.count == 33
        # The last row at the foot, and the first one with its rule.
        await pilot.press("*", "G")
        assert read_screen(app).splitlines()[-1].startswith("▌        6 row 6")
        rule = next(y for y, text in enumerate(read_screen(app).splitlines()) if "even" in text)
        await pilot.click(RowList, offset=(5, rule))
        assert app.rows.cursor_id == 6
        await pilot.click(RowList, offset=(5, rule + 1))
        assert app.rows.cursor_id == 2
        await pilot.press("g")
        assert "轮到别人" in read_screen(app).splitlines()[1]
        # One that moves into another group takes the cursor with it.
        source.order.remove(1)
        source.order.append(8)
        app.rows.reload()
        await wait_until(pilot, lambda: "29" in read_screen(app).splitlines()[1])
        assert app.rows.cursor_id == 3


async def test_a_long_list_in_groups_says_how_many_once_it_knows() -> None:
    app = ListApp(InGroups(list(range(1, 1001))))
    async with app.run_test(size=(60, 12)) as pilot:
        await settled(pilot, app)
        assert app.rows.count == 1000
        assert "轮到别人 500" in read_screen(app)
        await pilot.press("G")
        assert app.rows.cursor_id == 1000
        assert read_screen(app).splitlines()[-1].startswith("▌     1000 row 1000")
        for key in ("pageup", "pagedown", "ctrl+u", "k"):
            await pilot.press(key)
            assert f"▌{app.rows.cursor_id:>9} row" in read_screen(app)
