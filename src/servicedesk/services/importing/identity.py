"""How a row of an import is recognised: by uid, outside id, number, or a hash of its values.

Rows without an id are told by a hash of their values, equal rows by their count in the file. A customer
without an id is told by name with number or address, so that a new street updates the card; by a name alone,
only if all else is equal too: two people may share a name. Whose ids the outside ids are, says sources.py.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from servicedesk.domain.numbers import format_number
from servicedesk.domain.search_terms import segment
from servicedesk.exchange.columns import COLUMNS_BY_KIND
from servicedesk.exchange.rows import RowError
from servicedesk.i18n import _
from servicedesk.services.importing.customers import digits_of_numbers
from servicedesk.services.importing.file_row import FileRow, Key, Setting, digest, stub_key
from servicedesk.services.importing.other_files import OtherFiles
from servicedesk.services.importing.own_numbers import OwnNumbers
from servicedesk.services.importing.sameness import Sameness
from servicedesk.storage import matching

REMEMBERED = frozenset({"row", "card"})
"""Ways whose keys the record itself does not hold."""


class Identities:
    """Knows the rows of one run by their keys."""

    def __init__(self, setting: Setting, kind: str, sameness: Sameness) -> None:
        self.setting = setting
        self.kind = kind
        self.others = OtherFiles(setting, kind, sameness)
        self.number_field = COLUMNS_BY_KIND[kind][0].name
        self._numbers = OwnNumbers(setting, kind, sameness)
        self._knows_numbers = setting.is_by_numbers or not setting.is_own
        self._seen: Counter[str] = Counter()
        self._taken_over: set[int] = set()

    def keys(self, values: Mapping[str, Any]) -> tuple[Key, ...]:
        """The keys of a row, the strongest first."""
        found: list[Key] = []
        if self.setting.is_own and (uid := values.get("uid")):
            found.append(Key("uid", "", uid))
        elif (number := values.get(self.number_field)) and self._knows_numbers:
            found.append(Key("number", "", str(number)))
        source = self.setting.source
        if external_id := values.get("external_id"):
            found.append(Key("external", values.get("external_source") or source, external_id))
        if found:
            # Whoever has an id is another than who has another id, even with the same name and number.
            return tuple(found)
        if self.kind == "customer":
            said = _card_words(values, self.setting.region) or whole(values)
            return (Key("card", self.setting.named_source, digest(said)),)
        told = digest(whole(values))
        self._seen[told] += 1
        # The values themselves are what tells it; a column more in the file is no difference.
        return (Key("row", self.setting.named_source, f"{told}:{self._seen[told]}"),)

    def find(self, rows: Sequence[FileRow]) -> dict[Key, int]:
        """The records that are here already, by key."""
        by_way: dict[tuple[str, str], list[str]] = {}
        for row in rows:
            for key in row.keys:
                by_way.setdefault((key.way, key.source), []).append(key.text)
        found: dict[Key, int] = {}
        for (way, source), texts in by_way.items():
            for text, record_id in self._look(way, source, texts).items():
                found[Key(way, source, text)] = record_id
        found |= self._numbers.find(rows, found)
        found |= self.others.find(rows, found)
        if self.kind == "customer" and not self.setting.is_own:
            self._find_cards(rows, found)
        elif self.kind == "customer":
            self._find_stubs(rows, found)
        return found

    def _find_stubs(self, rows: Sequence[FileRow], found: dict[Key, int]) -> None:
        """Cards of whom only other files of the same desk have told: the file of customers came later."""
        wanted = {
            stub_key(number, row.values.get("name") or ""): row
            for row in rows
            if (number := row.values.get(self.number_field)) and not any(key in found for key in row.keys)
        }
        known = matching.by_key(self.setting.db, self.kind, "", wanted) if wanted else {}
        for text, record_id in known.items():
            found[wanted[text].keys[0]] = record_id

    def require_number(self, row: FileRow, known: Mapping[Key, int]) -> None:
        """Raise RowError for a row that names one of our numbers which no record has."""
        for key in row.keys:
            if key.way == "number" and key not in known:
                if self.setting.is_own and self.setting.asks_numbers and not self._was_here(int(key.text)):
                    # It came from another desk, and keeps its number here.
                    continue
                number = format_number(self.kind, int(key.text))
                raise RowError("no_such_number", _("There is no {number}.").format(number=number))

    def _was_here(self, number: int) -> bool:
        return matching.used_before(self.setting.db, self.kind, number, "")

    def remember(self, rows: Iterable[FileRow]) -> None:
        """Keep the keys that the records do not hold themselves."""
        by_source: dict[str, list[tuple[str, int]]] = {}
        for row in rows:
            for key in row.keys:
                if key.way in REMEMBERED:
                    by_source.setdefault(key.source, []).append((key.text, row.record_id))
        for source, pairs in by_source.items():
            matching.remember_keys(self.setting.db, self.kind, source, pairs)

    def _look(self, way: str, source: str, texts: list[str]) -> Mapping[str, int]:
        db = self.setting.db
        if way == "uid":
            return matching.by_uid(db, self.kind, texts)
        if way == "external":
            return matching.by_external(db, self.kind, source, texts)
        if way == "number":
            return {
                str(number): number
                for number in matching.by_number(db, self.kind, [int(text) for text in texts])
            }
        return matching.by_key(db, self.kind, source, texts)

    def _find_cards(self, rows: Sequence[FileRow], found: dict[Key, int]) -> None:
        """Cards that were written by hand or as stubs: the same name with the same number or address."""
        unknown = [row for row in rows if not any(key in found for key in row.keys)]
        cards: dict[tuple[str, str], int] = {}
        wanted: dict[str, set[str]] = {"digits": set(), "email": set()}
        ways = {id(row): _ways(row.values, self.setting.region) for row in unknown}
        for way, texts in wanted.items():
            for row in unknown:
                texts.update(ways[id(row)][way])
        for way, look in (("digits", matching.customers_by_digits), ("email", matching.customers_by_email)):
            for text, record_id, name, external_id in (
                look(self.setting.db, wanted[way]) if wanted[way] else ()
            ):
                if not external_id:
                    cards.setdefault((text, segment(name)), record_id)
        for row in unknown:
            name = segment(row.values.get("name") or "")
            reached = [*ways[id(row)]["digits"], *ways[id(row)]["email"]]
            card = next((cards[text, name] for text in reached if (text, name) in cards), None)
            if card is not None and card not in self._taken_over:
                # Another row of another id may be of the same name and number.
                self._taken_over.add(card)
                found[row.keys[0]] = card


def _ways(values: Mapping[str, Any], region: str) -> dict[str, list[str]]:
    numbers = [*(values.get("mobile") or ()), *(values.get("phone") or ())]
    emails = [address.casefold() for address in values.get("email") or ()]
    return {"digits": digits_of_numbers(numbers, region), "email": emails}


def _card_words(values: Mapping[str, Any], region: str) -> str:
    """Name with the first number and the first address; '' when there is a name alone."""
    ways = _ways(values, region)
    reached = [*ways["digits"][:1], *ways["email"][:1]]
    if not reached and values.get("wechat"):
        reached = [values["wechat"]]
    if not reached:
        return ""
    return "\x1f".join([segment(values.get("name") or ""), *reached])


def whole(values: Mapping[str, Any]) -> str:
    """All that the values of a row say, as one text."""
    # A word that is in no list says nothing yet: it may be in one tomorrow.
    unread = {name for name, _header, _word in values.get("kept") or ()} | {"kept"}
    return repr(
        sorted((name, value) for name, value in values.items() if value is not None and name not in unread)
    )
