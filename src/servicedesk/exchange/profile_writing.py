"""A profile made of the mapping of a file, as the text of a file that a user can edit further."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain

from servicedesk.exchange.column import header_key
from servicedesk.exchange.columns import column_named
from servicedesk.exchange.foreign_columns import REFERENCES
from servicedesk.exchange.mapped import MappedColumn
from servicedesk.exchange.mapped import Mapping as FileMapping
from servicedesk.exchange.profile import FORMAT, FieldRule

_FOREIGN = {f"{name.removesuffix('_id')}_external_id": name for name in REFERENCES}
"""What a number becomes that another program has given, and the field by which a profile names it."""
_FOR_WORDS = {
    "case": "notes", "customer": "note", "call": "summary", "followup": "result", "promise": "reason",
}  # fmt: skip
"""The field in which the words of a file are kept, by kind."""
_BARE = frozenset("abcdefghijklmnopqrstuvwxyz0123456789_-")


def profile_text(name: str, mapping: FileMapping, file: Mapping[str, str]) -> str:
    """The text of a profile `name` that reads a file as `mapping` does.

    `file` has what is to be said of the whole file: encoding, delimiter, date_order, source.
    """
    columns, rules = _columns_and_rules(mapping)
    all_mapped = (mapping.mapped, *(part.mapping.mapped for part in mapping.parts))
    headers = _unique(
        mapping.headers[index] for one in chain.from_iterable(all_mapped) for index in one.sources
    )
    left_out = [header for header in _unique(mapping.ignored) if header_key(header) not in _keys(headers)]
    lines = [
        "# docs/profiles.md explains every key. --map and the other options of an import go before it.",
        f"format = {FORMAT}",
        f"program = {_text(name)}",
        f"kind = {_text(mapping.kind)}",
        'rests_on = "one file of that program"',
    ]
    if left_out:
        lines.append(f"leave_out = {_list(left_out)}")
    # Two of three: another export may have a column more or less.
    lines += ["", "[recognise]", f"some = {_list(headers)}", f"at_least = {(len(headers) * 2 + 2) // 3}"]
    lines += _table("file", {"source": mapping.profile or name, "zone": mapping.zone, **file})
    lines += _table("columns", columns)
    for target, rule in rules.items():
        lines += ["", f"[fields.{_key(target)}]", *_rule(rule)]
    wholes = [("", mapping), *((part.prefix, part.mapping) for part in mapping.parts)]
    for prefix, whole in wholes:
        for target, words in whole.words.items():
            lines += _table(f"words.{_key(prefix + target)}", words, keep_blank=True)
    fixed = {prefix + target: value for prefix, whole in wholes for target, value in whole.fixed.items()}
    lines += _table("fixed", fixed)
    return "\n".join(lines) + "\n"


def _columns_and_rules(mapping: FileMapping) -> tuple[dict[str, str], dict[str, FieldRule]]:
    columns: dict[str, str] = {}
    rules: dict[str, FieldRule] = {}
    told = [("", mapping.kind, mapped) for mapped in mapping.mapped]
    told += [(part.prefix, part.kind, mapped) for part in mapping.parts for mapped in part.mapping.mapped]
    for prefix, kind, mapped in told:
        target = _FOREIGN.get(mapped.target, mapped.target)
        if column_named(kind, target) is None:
            continue
        target = prefix + target
        headers = _unique(mapping.headers[index] for index in mapped.sources)
        if mapped.rule is not None:
            rules[target] = _kept(mapped, mapping.headers)
        elif len(headers) == 1 and header_key(headers[0]) not in _keys(columns):
            columns[headers[0]] = target
        else:
            rules[target] = FieldRule(tuple(headers), mapped.join or ("list" if len(headers) > 1 else ""))
    _add_kept(mapping, columns, rules)
    return columns, rules


def _add_kept(mapping: FileMapping, columns: dict[str, str], rules: dict[str, FieldRule]) -> None:
    """Columns that are kept in words go where these stand; a profile names no other place for them."""
    target = _FOR_WORDS[mapping.kind]
    before = rules.get(target, FieldRule(tuple(header for header, name in columns.items() if name == target)))
    kept = _unique(mapping.headers[index] for index in mapping.kept)
    if not kept or before.by or before.reads:
        return
    for header in before.headers:
        columns.pop(header, None)
    join = "notes" if mapping.kind == "case" else "lines"
    rules[target] = FieldRule((*before.headers, *kept), join)


def _kept(mapped: MappedColumn, headers: Sequence[str]) -> FieldRule:
    """The rule of the profile by which the file was read, with the columns that the file has."""
    rule = mapped.rule or FieldRule()
    if rule.by:
        when = {value: headers[source] for value, source in mapped.chosen.items()}
        return FieldRule((), rule.join, rule.by, when, rule.reads, rule.separator)
    sources = tuple(_unique(headers[index] for index in mapped.sources))
    join = rule.join or (mapped.join if len(sources) > 1 else "")
    return FieldRule(sources, join, "", {}, rule.reads, rule.separator)


def _rule(rule: FieldRule) -> Iterator[str]:
    if rule.by:
        when = ", ".join(f"{_key(value)} = {_text(header)}" for value, header in rule.when.items())
        yield f"by = {_text(rule.by)}"
        yield f"when = {{ {when} }}"
    else:
        yield f"from = {_list(rule.sources)}"
    for key, value in (("join", rule.join), ("reads", rule.reads), ("separator", rule.separator)):
        if value:
            yield f"{key} = {_text(value)}"


def _table(name: str, values: Mapping[str, str], *, keep_blank: bool = False) -> list[str]:
    lines = [f"{_key(key)} = {_text(value)}" for key, value in values.items() if value or keep_blank]
    return ["", f"[{name}]", *lines] if lines else []


def _unique(headers: Iterable[str]) -> list[str]:
    found: dict[str, str] = {}
    for header in headers:
        found.setdefault(header_key(header), header.strip())
    return [header for header in found.values() if header]


def _keys(headers: Iterable[str]) -> set[str]:
    return {header_key(header) for header in headers}


def _list(values: Iterable[str]) -> str:
    return f"[{', '.join(map(_text, values))}]"


def _key(text: str) -> str:
    return text if text and _BARE.issuperset(text) else _text(text)


def _text(text: str) -> str:
    # JSON and TOML write a string alike but for this one character.
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
