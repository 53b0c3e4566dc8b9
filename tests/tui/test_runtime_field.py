"""A field that is made while the program runs serves wherever one of ours does."""

from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from servicedesk.cli.record.options import of_the_rest, takes
from servicedesk.cli.record.sheet import line, sheet
from servicedesk.domain.errors import UsageError
from servicedesk.domain.merging import differing
from servicedesk.domain.records.field import Field, names
from servicedesk.domain.wording import value_words
from servicedesk.services.values import cleaned_value, cleaned_values
from servicedesk.tui.forms.record_fields import form_fields, typed_values

STREET = Field("street", "text", "门牌 [b]", "edit merge sheet")
RISK = Field("risk", "scale", "风险", "edit merge sheet", "severity")
OPENED = Field("was_opened", "yes_no", "Opened?", "edit merge sheet", "yes_no")
OWN = (STREET, RISK, OPENED)
LINES = "第一行\nline two"


def test_it_is_cleaned_and_refused_as_its_type_says() -> None:
    assert cleaned_value(STREET, f"{LINES}\x00\n") == LINES
    assert cleaned_values(OWN, {"risk": 3, "was_opened": True}) == {"risk": 3, "was_opened": 1}
    assert cleaned_value(RISK, None) is None
    with pytest.raises(UsageError, match="风险 must be one of: minor, moderate, serious, critical"):
        cleaned_value(RISK, 9)
    with pytest.raises(UsageError, match="no field colour"):
        cleaned_values(OWN, {"colour": "red"})


def test_it_has_a_form_field_of_its_label_and_lines() -> None:
    street, risk, opened = form_fields(OWN, [field.name for field in OWN], {"street": LINES, "risk": 2})
    assert (street.label, street.value, street.multiline) == ("门牌 [b]", LINES, True)
    assert (risk.shown(), risk.stored("serious"), risk.choices[0]) == ("moderate", "3", ("", ""))
    assert opened.stored("yes") == "1"
    assert typed_values(OWN, {"street": "x", "risk": "3", "was_opened": ""}) == {
        "street": "x",
        "risk": 3,
        "was_opened": None,
    }


def test_it_has_a_line_in_a_sheet() -> None:
    shown = sheet("C-1", [line(STREET, LINES), line(RISK, 4), line(OPENED, None)])
    assert [row.split() for row in shown.split("\n")] == [
        ["C-1"],
        ["门牌", "[b]", "第一行"],
        ["line", "two"],
        ["风险", "critical"],
    ]


def test_it_is_told_in_words_and_takes_part_in_a_merge() -> None:
    assert value_words(OPENED, 0) == "no"
    chosen = names(OWN, "merge")
    assert differing({"street": "a", "risk": 1, "was_opened": None}, {"street": "b", "risk": 1}, chosen) == [
        "street"
    ]


def test_it_has_an_option_of_the_command_line() -> None:
    options = of_the_rest(OWN, ())
    app, said = typer.Typer(), []

    @app.command()
    @takes(options)
    def edit(case: str, **given: Any) -> None:
        said.append((case, given))

    done = CliRunner().invoke(app, ["C-1", "--street", LINES])
    assert (done.exit_code, said) == (0, [("C-1", {"street": LINES})])
