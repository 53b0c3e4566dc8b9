"""Rules as a page to read: what a document says, in the words of the screens; its text is what `e` opens.

    Mon–Fri   09:00-12:00, 13:00-18:00
    Duty      every other Sat 09:00-12:00  Saturday duty

A document that cannot be read as one is shown as it is written.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rich.cells import cell_len, set_cell_size

from servicedesk.domain import gates
from servicedesk.domain.calendar_days import duty_when, hours_text, kind_label, week_groups, year_notes
from servicedesk.domain.clock_words import length_words
from servicedesk.domain.policies import POLICIES
from servicedesk.domain.policies.calendar_policy import CalendarPolicy
from servicedesk.domain.policies.reading import PolicyError
from servicedesk.domain.wording import before_value, listed, value_label
from servicedesk.domain.worktime_rules import HoursRange
from servicedesk.i18n import _, ngettext
from servicedesk.tui.base.safe import block, plain
from servicedesk.tui.cases.history_lines import ACCENT, MUTED, STRONG, hung, joined
from servicedesk.tui.cases.long_text import Paragraph
from servicedesk.tui.rules.rule_words import KEYS, NUDGES, VALUES

Table = Mapping[str, Any]
FITS = ("kind", "tier", "category")
"""What says for which cases an entry is."""
GATES = "gates"
MOST_HEAD = 30
"""Cells of a column of names."""
LENGTHS = frozenset({
    "first_response", "next_contact", "resolve", "nudge", "longest", "followup_after_closing",
})  # fmt: skip
"""Values that are a length of working time, such as 1h30m and 2d."""


def rules_page(name: str, text: str) -> list[Paragraph]:
    """The document as paragraphs."""
    try:
        if name == "calendar":
            return list(_calendar(POLICIES[name].parse(text)))
        return list(_document(tomllib.loads(text)))
    except (tomllib.TOMLDecodeError, PolicyError, RecursionError):
        return [joined((block(text), ""))]


# The working calendar


def _calendar(policy: CalendarPolicy) -> Iterator[Paragraph]:
    lines = [(names, hours, "") for names, hours in week_groups(policy)]
    lines += [(_("Season"), _season_words(season), season.name) for season in policy.ranges]
    for duty in policy.duties:
        lines.append((_("Duty"), f"{duty_when(duty)} {hours_text(duty.intervals)}", duty.name))
    cells = max(cell_len(head) for head, _words, _name in lines)
    for head, words, name in lines:
        yield hung(
            (f"{set_cell_size(head, cells)}  ", ACCENT), (plain(words), ""), (f"  {plain(name)}", MUTED)
        )
    hours = _("A working day of {hours} hours is what 1d means in a target.")
    yield joined((hours.format(hours=f"{policy.day_hours:g}"), MUTED))
    if policy.timezone:
        yield joined((before_value(_("Time zone")), MUTED), (policy.timezone, ""))
    if policy.seeded:
        yield joined(("\n", ""), (_("Public holidays"), STRONG))
        for seeded in policy.seeded:
            yield hung(("  ", ""), (plain(" ".join(year_notes(policy, seeded.year))), ""))
    own = [day for day in policy.days if day.source != "seed"]
    if own:
        yield joined(("\n", ""), (_("Days set by the desk"), STRONG))
    for day in own:
        said = [kind_label(day.kind), plain(day.name), hours_text(day.intervals or ())]
        yield hung((f"  {day.day}  ", ""), ("  ".join(filter(None, said)), MUTED))


def _season_words(season: HoursRange) -> str:
    hours = "" if season.hours is None else hours_text(season.hours) or kind_label("day_off")
    return f"{season.start} – {season.end}  {hours}".rstrip()


# All others


def _document(values: Table) -> Iterator[Paragraph]:
    """What stands at the top, then each table under its name, each of several as a line."""
    single = {key: value for key, value in values.items() if not _is_table(value)}
    yield from _lines(single, "")
    for key, value in values.items():
        if isinstance(value, Mapping):
            yield joined(("\n" if single else "", ""), (_key(key), STRONG))
            yield from _lines(value, "  ", key)
            single = single or {key: value}
        elif _is_table(value):
            yield from _entries(value)


def _is_table(value: object) -> bool:
    return isinstance(value, Mapping) or (
        isinstance(value, list) and bool(value) and isinstance(value[0], Mapping)
    )


def _lines(values: Table, indent: str, under: str = "") -> Iterator[Paragraph]:
    heads = [before_value(_word(under, key) if under else _key(key)) for key in values]
    cells = min(max(map(cell_len, heads), default=0), 40)
    for head, (key, value) in zip(heads, values.items(), strict=True):
        words = _value(GATES if under == GATES else key, value)
        yield hung((f"{indent}{set_cell_size(head, max(cells, cell_len(head)))}", MUTED), (words, ""))


def _entries(several: Sequence[Table]) -> Iterator[Paragraph]:
    """Targets, reasons, areas: a line each, its name or whom it is for, then what it says."""
    heads = [_head(one) for one in several]
    cells = min(max(map(cell_len, heads), default=0), MOST_HEAD)
    for head, one in zip(heads, several, strict=True):
        yield hung((f"{set_cell_size(head, max(cells, cell_len(head)))}  ", STRONG), (_said(one), ""))


def _head(one: Table) -> str:
    fits = [_value(key, one[key]) for key in FITS if key in one]
    name = plain(str(one.get("name", "")))
    if name and fits:
        return _("{name} ({of})").format(name=name, of=listed(fits))
    return name or " · ".join(fits) or _("all others")


def _said(one: Table) -> str:
    """Steps stand below each other, all else in a row."""
    said = [_value("", one["causes"])] if "causes" in one else []
    said += [
        f"{before_value(_key(key))}{_value(key, value)}"
        for key, value in one.items()
        if key not in {"name", *FITS, "causes", "steps"}
    ]
    steps = [f"- {_value('', step)}" for step in one.get("steps", ())]
    return "\n".join(filter(None, ["  ".join(said), *steps]))


def _key(key: str) -> str:
    """The name of a value as people call it."""
    return _(KEYS[key]) if key in KEYS else plain(key.replace("_", " "))


def _word(field: str, value: str) -> str:
    """A value of a closed list: `vip` under tier, 4 under priority."""
    if field in {"priority", "severity"} and value.isdecimal():
        return value_label("case", field, int(value)) if field == "priority" else value
    if field in {"tier", "remedy_limit_by_tier"}:
        return value_label("customer", "tier", value)
    if field in {"kind", "gates"}:
        return value_label("case", "kind", value)
    return _key(value)


def _length(text: str) -> str:
    """A length as it is said: 1 h 30 min, 2 working days."""
    parts = re.fullmatch(r"(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?", text)
    if not parts or not text:
        return text
    days, hours, minutes = (int(part or 0) for part in parts.groups())
    words = [ngettext("{count} working day", "{count} working days", days).format(count=days)] if days else []
    seconds = (hours * 60 + minutes) * 60
    return " ".join([*words, length_words(seconds)] if seconds or not words else words)


def _value(key: str, value: object) -> str:
    """A value in words: yes and no, lists in a row, kinds and tiers by their labels."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, Mapping):
        inner = value.get("text")
        if inner is not None:
            optional = f" ({_('only reminds')})" if value.get("required") is False else ""
            return f"{plain(str(inner))}{optional}"
        return listed(f"{before_value(_key(name))}{_value(name, one)}" for name, one in value.items())
    if isinstance(value, Sequence) and not isinstance(value, str):
        return listed(_value(key, one) for one in value) or _("none")
    text = plain(str(value))
    if key == "nudges" and value in NUDGES:
        return _(NUDGES[value])
    if key == GATES:
        return gates.label(text)
    if key in LENGTHS:
        return _length(text)
    if key in {"kind", "tier"}:
        return _word(key, text)
    return _(VALUES[text]) if text in VALUES and key in {"whom", "move", "calendar"} else text
