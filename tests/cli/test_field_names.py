"""The name of a field of one record does not stand on another: sheets, echoes, errors, histories."""

# ruff: noqa: E501 - rows of tables are not cut

import ast
from pathlib import Path

import pytest

import servicedesk
from servicedesk.domain.records.by_kind import FIELDS, label_of
from servicedesk.i18n import in_language
from tests.cli.conftest import Program

SOURCE = Path(servicedesk.__file__).parent
PLACE_OF_KIND = {
    "field_label": 1,
    "label_of": 1,
    "cleaned": 0,
    "one_of": 0,
    "one_of_or_none": 0,
    "distinct": 0,
}
"""Functions that name a field, and which of their arguments says of what kind it is."""


def test_wherever_a_field_is_named_its_kind_has_it() -> None:
    """A kind that has no such field would be given the name of another kind's."""
    fields = {
        kind: {field.name for field in FIELDS[kind]} | {field.file for field in FIELDS[kind]}
        for kind in FIELDS
    }
    seen = 0
    for path in SOURCE.rglob("*.py"):
        if path.is_relative_to(SOURCE / "settings") or path.name in {"time_rules.py", "day_rules.py"}:
            continue  # a function of the same name that names no field
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
                continue
            place = PLACE_OF_KIND.get(node.func.id)
            if place is None or len(node.args) < 2:
                continue
            name, kind = node.args[0 if place else 1], node.args[place]
            if isinstance(kind, ast.Constant):
                assert kind.value in FIELDS, f"{path.name}:{node.lineno}"
                if isinstance(name, ast.Constant) and name.value not in LISTS_OWNED:
                    assert name.value in fields[kind.value], f"{path.name}:{node.lineno}"
                    seen += 1
    assert seen > 20


LISTS_OWNED = {"label", "tags", "phone", "email"}
"""Lists that a record owns: no fields, and called the same everywhere."""


@pytest.mark.parametrize(
    ("kind", "name", "label"),
    [
        ("customer", "kind", "客户性质"), ("case", "kind", "工单类型"), ("remedy", "kind", "补救措施"),
        ("call", "result", "通话结果"), ("case", "result", "处理结果"), ("followup", "result", "回访结果"),
        ("followup", "due_at", "回访时间"), ("promise", "due_at", "承诺时间"), ("case", "due_at", "处理期限"),
        ("handoff", "due_at", "转办期限"), ("promise", "text", "承诺内容"), ("note", "text", "正文"),
        ("followup", "done_at", "实际回访时间"), ("step", "done_at", "完成时间"), ("remedy", "done_at", "落实时间"),
        ("remedy", "words", "说明"), ("handoff", "words", "转办说明"), ("policy", "text", "正文"),
    ],
)  # fmt: skip
def test_each_kind_has_its_own_name_of_a_field(kind: str, name: str, label: str) -> None:
    assert in_language(label_of(name, kind) or "", "zh_CN") == label


@pytest.fixture
def desk(program: Program) -> Program:
    program.ok("customer", "add", "李伟", "--phone", "138 0000 1111", "--kind", "公司")
    program.ok("case", "open", "漏水", "--customer", "CU-1")
    return program


def test_a_customer_has_no_kind_of_case(desk: Program) -> None:
    shown = desk.ok("customer", "show", "CU-1", "--lang", "zh").out
    assert "客户性质" in shown
    assert "工单类型" not in shown
    assert "客户性质只能是" in desk("customer", "edit", "CU-1", "--kind", "xx", "--lang", "zh").err


def test_a_remedy_has_no_kind_of_case(desk: Program) -> None:
    assert "补救措施只能是" in desk("case", "remedy", "C-1", "xx", "--lang", "zh").err
    assert "Remedy must be one of: refund" in desk("case", "remedy", "C-1", "xx").err


def test_the_history_names_what_was_carried_out(desk: Program) -> None:
    desk.ok("case", "remedy", "C-1", "道歉")
    desk.ok("case", "remedy", "C-1", "--done", "1")
    desk.ok("case", "step", "C-1", "拍照")
    desk.ok("case", "step", "C-1", "--done", "1")
    history = desk.ok("case", "show", "C-1", "--lang", "zh").out
    assert "落实了补救措施" in history
    assert "勾选了步骤" in history
    assert "实际回访时间" not in history


PREVIEWS = {
    "customers": ("名称,客户性质,客户等级,电话", "王芳,公司,贵宾,13900002222", "客户性质：公司 客户等级：VIP"),
    "cases": (
        "工单类型,主题,状态,优先级,涉及安全,客户,电话,补救措施", "投诉,漏水,新建,紧急,是,李伟,13800001111,退款",
        "工单类型：投诉 状态：未处理 优先级：紧急 涉及安全：是 补救措施：退款 客户：李伟 客户编号：CU-1",
    ),
    "calls": (
        "来电时间,方向,客户,对方号码,通话结果", "2026-11-20 10:00,呼入,李伟,13800001111,已接听",
        "方向：呼入 通话结果：已接听 客户编号：CU-1",
    ),
    "followups": (
        "客户,联系电话,回访时间,回访方式,回访结果,状态", "李伟,13800001111,2026-12-20 10:00,上门,好,待回访",
        "回访时间：12月20日 回访方式：上门 回访结果：好 状态：待回访",
    ),
    "promises": (
        "承诺内容,客户,联系电话,承诺时间,状态", "回电,李伟,13800001111,2026-12-20 10:00,待兑现",
        "承诺内容：回电 承诺时间：12月20日 状态：待兑现",
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", PREVIEWS)
def test_a_preview_says_columns_and_values_in_words(desk: Program, tmp_path: Path, kind: str) -> None:
    header, row, expected = PREVIEWS[kind]
    path = tmp_path / f"{kind}.csv"
    path.write_text(f"{header}\n{row}\n", encoding="utf-8")
    shown = desk.ok("import", "preview", str(path), "--lang", "zh").out
    for words in expected.split():
        assert f"  {words}" in shown, shown
    assert "True" not in shown
    assert ("工单类型" in shown) == (kind == "cases")
    labels = [
        line.partition("：")[0] for line in shown.splitlines() if line.startswith("  ") and "：" in line
    ]
    assert len(set(labels)) == len(labels)
