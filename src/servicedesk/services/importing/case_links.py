"""The links of cases and the record of their merges: written when all cases of a file are in."""

from collections.abc import Iterator, Mapping
from typing import Any

from servicedesk.domain.case_states import MERGED, WORKING
from servicedesk.domain.moves import Act
from servicedesk.domain.moves import cases as moves
from servicedesk.services.importing.file_row import Setting, moment_text
from servicedesk.storage import import_references, matching

_BATCH = 500


class LinkRows:
    """Collects rows of case_links and case_merges, and writes those that are not there yet."""

    def __init__(self, setting: Setting) -> None:
        self.setting = setting
        self.changed: set[int] = set()
        """Cases that were here before and got rows."""
        self._new: set[int] = set()
        self._links: list[dict[str, Any]] = []
        self._merges: list[dict[str, Any]] = []

    def named(self, values: Mapping[str, Any]) -> Iterator[tuple[Mapping[str, Any], str]]:
        """The parts of a row that name another case, with the field that does."""
        for part in values.get("links") or ():
            yield part, "case"
        for part in values.get("merges") or ():
            yield part, "into"

    def add(self, case_id: int, part: Mapping[str, Any], other_id: int, *, is_new: bool) -> None:
        """Note a link or a merge of `case_id` with `other_id`."""
        if is_new:
            self._new.add(case_id)
        at = moment_text(part["at"]) if part["at"] else self.setting.now
        act = Act(part["by"], at)
        if "relation" in part:
            self._links.append(moves.link(act, case_id, other_id, part["relation"]))
            return
        source = {"id": case_id, "state": part["state"] or WORKING}
        # What went over to the target stands there as its own; undoing that is not for another desk.
        merge = moves.merge_record(source, other_id, act, part["reason"], "[]")
        ended = moment_text(part["ended_at"]) if part["ended_at"] else None
        self._merges.append(merge | {"unmerged_at": ended})

    def add_merge_record(self, case_id: int, values: Mapping[str, Any], *, is_new: bool) -> None:
        """A file that says where a case went, and not how, gets a record of it all the same."""
        target = import_references.targets(self.setting.db, "cases", "merged_into", [case_id])
        if case_id not in target:
            return
        at = values.get("closed_at") or values.get("updated_at")
        state = values.get("state")
        state = state if state != MERGED else None
        part = {"at": at, "by": "", "reason": "", "state": state, "ended_at": None}
        self.add(case_id, part, target[case_id], is_new=is_new)

    def write(self) -> int:
        """Write the rows; returns how many links were left out, because they would close a ring."""
        links = self._missing("case_links", self._links, ("other_id", "relation"))
        kept = _without_rings(links, self._standing(links))
        self._insert("case_links", kept)
        self._insert("case_merges", self._missing("case_merges", self._merges, ("target_id",)))
        return len(links) - len(kept)

    def _standing(self, links: list[dict[str, Any]]) -> list[tuple[int, int, str]]:
        directed = {link["relation"] for link in links} - {"related"}
        return import_references.standing_links(self.setting.db, directed) if directed else []

    def _missing(
        self, table: str, rows: list[dict[str, Any]], names: tuple[str, ...]
    ) -> list[dict[str, Any]]:
        """The rows that say something new; a merge is the same when it is of the same time too."""
        told = (*names, "at") if table == "case_merges" and "merges" in self.setting.mapped else names
        held: set[tuple[Any, ...]] = set()
        old = sorted({row["case_id"] for row in rows} - self._new)
        for start in range(0, len(old), _BATCH):
            found = matching.owned_rows(self.setting.db, table, "case", old[start : start + _BATCH])
            held |= {
                (case_id, *(row[name] for name in told)) for case_id, owned in found.items() for row in owned
            }
        missing = []
        for row in rows:
            key = (row["case_id"], *(row[name] for name in told))
            if key not in held:
                held.add(key)
                missing.append(row)
        return missing

    def _insert(self, table: str, rows: list[dict[str, Any]]) -> None:
        loader, transaction = self.setting.loader, self.setting.transaction
        new = [row for row in rows if row["case_id"] in self._new]
        if new:
            # The moves give every row the same columns in one order.
            numbered = [(loader.number(table), *row.values()) for row in new]
            loader.insert(table, ("id", *new[0]), numbered)
        loader.forget_numbers()
        for row in rows:
            if row["case_id"] in self._new:
                continue
            transaction.insert(table, row)
            transaction.record("case.import", "case", row["case_id"], run_id=loader.run_id)
            self.changed.add(row["case_id"])


def _without_rings(links: list[dict[str, Any]], standing: list[tuple[int, int, str]]) -> list[dict[str, Any]]:
    """The links, without those that lie on a ring of one relation; related has no direction."""
    in_rings: set[tuple[int, int, str]] = set()
    for relation in {link["relation"] for link in links} - {"related"}:
        edges = {(case_id, other_id) for case_id, other_id, kind in standing if kind == relation}
        edges |= {(link["case_id"], link["other_id"]) for link in links if link["relation"] == relation}
        in_rings |= {(*edge, relation) for edge in _on_rings(edges)}
    return [link for link in links if (link["case_id"], link["other_id"], link["relation"]) not in in_rings]


def _on_rings(edges: set[tuple[int, int]]) -> set[tuple[int, int]]:
    """The edges that stay when ends that lead nowhere, or that nothing leads to, are taken off."""
    left = edges
    for place in (0, 1):
        left = _trimmed(left, place)
    return left


def _trimmed(edges: set[tuple[int, int]], place: int) -> set[tuple[int, int]]:
    """The edges without those whose other end, again and again, has no edge of its own going on."""
    going_on: dict[int, int] = {}
    by_end: dict[int, list[tuple[int, int]]] = {}
    for edge in edges:
        going_on[edge[place]] = going_on.get(edge[place], 0) + 1
        by_end.setdefault(edge[1 - place], []).append(edge)
    left = set(edges)
    loose = [end for end in by_end if not going_on.get(end)]
    while loose:
        for edge in by_end.get(loose.pop(), ()):
            left.discard(edge)
            going_on[edge[place]] -= 1
            if not going_on[edge[place]]:
                loose.append(edge[place])
    return left
