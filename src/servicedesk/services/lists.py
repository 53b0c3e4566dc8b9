"""Any list by query: ids in order, rows by id, counts; and the saved views."""

from array import array
from collections.abc import Sequence
from importlib import import_module
from typing import Any

from servicedesk.domain.errors import NotFoundError, ServiceDeskError, UsageError
from servicedesk.domain.labels import may_have_labels_of_words, near_labels, quoted_labels
from servicedesk.domain.queries import Query, parse_query, plain_words, says_whether_ended, words_sought
from servicedesk.domain.query_fields import FIELDS_BY_KIND
from servicedesk.domain.records import RECORDS
from servicedesk.domain.records.case import TURNS
from servicedesk.domain.rows.views import Counted, View
from servicedesk.domain.text import brief, clean_line, require_length
from servicedesk.domain.unreadable import marked
from servicedesk.domain.words.reading import fold_word
from servicedesk.i18n import _, in_every_language
from servicedesk.services.context import Service
from servicedesk.storage import offers
from servicedesk.storage.listing import ListSpec, count, ids
from servicedesk.storage.moments import readable
from servicedesk.storage.schema_map import TABLE_BY_KIND

COUNT_LIMIT = 1000
"""Counts shown beside a list stop here: "1000+" costs the same at any size."""

LABELS = frozenset({"case", "customer"})
"""Kinds that have labels."""

NEAR = 4
"""So many words near to one that finds nothing are told."""

COMPARED = 1000
"""So many cases are compared to tell of another meaning of a query word."""

ROWS_AT_ONCE = 500
"""SQLite binds only so many ids in one statement."""


BUILT_IN_VIEWS = {kind: import_module(f"servicedesk.domain.records.{kind}").VIEWS for kind in RECORDS}
"""The views that every desk has, in order; the first is the one a screen opens with."""


class ListService(Service):
    """Lists of each kind of record: `case`, `customer`, `call`, `followup`, `promise`."""

    def query(self, kind: str, text: str) -> Query:
        """The parsed query; UsageError with the nearest word when it cannot be understood."""
        desk = self.desk
        if kind in LABELS and may_have_labels_of_words(text):
            text = quoted_labels(text, self._labels(kind))
        return parse_query(text, FIELDS_BY_KIND[kind], desk.clock.now(), desk.reading_times, desk.actor)

    def _labels(self, kind: str) -> list[str]:
        with self.desk.reading() as db:
            return offers.labels(db, kind)

    def near(self, kind: str, text: str, *, within: str = "") -> list[str]:
        """Where a query finds nothing: words in place of its own that find something, as they are typed.

        Labels that begin so or hold it, customers whose name sounds like a word; each within the other query.
        """
        from servicedesk.storage.customers import near_named

        meant = [term for group in self.query(kind, text).groups for term in group.alternatives]
        found: list[str] = []
        for term in meant:
            if term.negated or not term.values:
                continue
            if term.op == "label":
                found += near_labels(str(term.values[0]), self._labels(kind))
            elif term.op == "text" or (term.field == "customer" and isinstance(term.values[0], str)):
                with self.desk.reading() as db:
                    names = [row.name for row in near_named(db, str(term.values[0]), NEAR)]
                sign = "" if term.op == "text" else f"{FIELDS_BY_KIND[kind]['customer'].shown()}:"
                found += [f'{sign}"{name}"' if " " in name else f"{sign}{name}" for name in names]
        known = [words for words in dict.fromkeys(found) if '"' not in words.strip('+"')]
        return [words for words in known if self.ids(kind, f"{within} {words}", limit=1)][:NEAR]

    def fault(self, kind: str, text: str) -> str | None:
        """What is wrong with a query while it is typed, in one line; None when it is sound."""
        try:
            self.query(kind, text)
        except ServiceDeskError as error:
            return error.message
        return None

    def literal_ids(self, kind: str, text: str) -> "array[int]":
        """The ids that the query means where its words are read narrowly, for a verb that changes them."""
        query = self.query(kind, text)
        spec = ListSpec(
            kind, query if kind == "customer" else query.literal(), "", region=self.desk.settings.region
        )
        with self.desk.reading() as db:
            return ids(db, spec, self.desk.now_here(), self.desk.actor)

    def ids(
        self, kind: str, text: str = "", *, order: str = "", reverse: bool = False, limit: int | None = None
    ) -> "array[int]":
        """The ids that the query means, in order, 8 bytes each."""
        region = self.desk.settings.region
        spec = ListSpec(kind, self.query(kind, text), self._order(kind, order), reverse, region)
        with self.desk.reading() as db:
            return ids(db, spec, self.desk.now_here(), self.desk.actor, limit)

    def grouped(
        self, kind: str, text: str, *, order: str = "", reverse: bool = False, limit: int | None = None
    ) -> "list[tuple[str, array[int]]]":
        """The ids that the query means by whose turn it is, in order within each; empty groups are left out.

        The first of each pair names the group in the active language. With `limit` the last may be cut.
        """
        if not self.groupings(kind):
            raise UsageError(_("This list cannot be grouped that way."))
        meant, found, left = self.query(kind, text), [], limit
        with self.desk.reading() as db:
            for name, turn in TURNS:
                query = Query(meant.groups + self.query(kind, turn).groups)
                spec = ListSpec(kind, query, self._order(kind, order), reverse, self.desk.settings.region)
                group = ids(db, spec, self.desk.now_here(), self.desk.actor, left)
                if group:
                    found.append((_(name), group))
                left = None if left is None else left - len(group)
                if left == 0:
                    break
        return found

    def words_sought(self, kind: str, text: str) -> tuple[str, ...]:
        """The words that a query looks for in the text; none of a query that cannot be understood."""
        try:
            return words_sought(self.query(kind, text))
        except ServiceDeskError:
            return ()

    def sounding_like(self, kind: str, text: str, limit: int = 50, *, within: str = "") -> "array[int]":
        """Whom a query of plain words, for which the roster has nobody, may have meant by their sound.

        `within` is another query that narrows the list: nobody outside of it is meant.
        """
        from servicedesk.storage.customers import near_named

        words = plain_words(self.query(kind, text)) if kind == "customer" else ""
        if not words:
            return array("q")
        with self.desk.reading() as db:
            found = array("q", [row.id for row in near_named(db, words, limit)])
        if not within or not found:
            return found
        inside = set(self.ids(kind, within))
        return array("q", [record_id for record_id in found if record_id in inside])

    def rows(self, kind: str, wanted: Sequence[int]) -> dict[int, Any]:
        """CaseRow, CustomerRow, CallRow, FollowUpRow or PromiseRow by id; ids that are gone are left out."""
        # Each list needs the module of its own records, and the first picture no other.
        storage = import_module(f"servicedesk.storage.{TABLE_BY_KIND[kind]}")
        # Whole days are the same days in every zone.
        seen_in = (self.desk.zone,) if kind == "followup" else ()
        found: dict[int, Any] = {}
        with self.desk.reading() as db:
            for start in range(0, len(wanted), ROWS_AT_ONCE):
                found |= storage.rows(db, wanted[start : start + ROWS_AT_ONCE], *seen_in)
        return found

    def damaged(self, kind: str, record_id: int) -> tuple[str, ...]:
        """The fields of the record, by their names, that hold what they cannot; none, as a rule."""
        from servicedesk.storage import impossible

        with self.desk.reading() as db:
            found = next(impossible.find_in(db, TABLE_BY_KIND[kind], record_id), None)
        return found.columns if found else ()

    def page(
        self, kind: str, text: str = "", *, order: str = "", reverse: bool = False, limit: int = 50
    ) -> list[Any]:
        """The first rows of a list."""
        wanted = self.ids(kind, text, order=order, reverse=reverse, limit=limit)
        found = self.rows(kind, wanted)
        return [found[record_id] for record_id in wanted if record_id in found]

    def count(self, kind: str, text: str, up_to: int = COUNT_LIMIT) -> int:
        """How many records the query means, counted no further than `up_to`."""
        spec = ListSpec(kind, self.query(kind, text), "", region=self.desk.settings.region)
        with self.desk.reading() as db:
            return count(db, spec, self.desk.now_here(), self.desk.actor, up_to)

    def counts(self, kind: str, texts: Sequence[str], up_to: int = COUNT_LIMIT) -> list[Counted]:
        """How many records each of the queries means; one that cannot be understood any more means none."""
        # One by one: each stops at `up_to`, which made it as quick as one walk that counts for all.
        with self.desk.reading() as db:
            now, actor, region = self.desk.now_here(), self.desk.actor, self.desk.settings.region
            numbers = [
                count(db, ListSpec(kind, self.query(kind, text), "", region=region), now, actor, up_to)
                if self.fault(kind, text) is None
                else 0
                for text in texts
            ]
        return [Counted(number, number < up_to) for number in numbers]

    def orders(self, kind: str) -> tuple[str, ...]:
        """The orders a list knows; the first is its default."""
        return RECORDS[kind].orders

    def groupings(self, kind: str) -> tuple[str, ...]:
        """What a list may be grouped by."""
        return RECORDS[kind].groupings

    def _order(self, kind: str, order: str) -> str:
        if order and order not in self.orders(kind):
            known = ", ".join((*self.orders(kind), *self.groupings(kind)))
            raise UsageError(
                _("This list cannot be sorted that way."), _("Orders: {orders}.").format(orders=known)
            )
        return order

    # Saved views

    def built_in_views(self, kind: str) -> list[View]:
        """The views that every desk has, known without a look into the file."""
        return [
            View(None, kind, _(name), query)
            for name, query in import_module(f"servicedesk.domain.records.{kind}").VIEWS
        ]

    def views(self, kind: str) -> list[View]:
        """The views of a list: the built-in ones, then the desk's own."""
        with self.desk.reading() as db:
            sql = "SELECT id, kind, name, query FROM views WHERE kind = ? ORDER BY id"
            own = db.execute(sql, (kind,)).fetchall()
        # The name stays as it is where the query is damaged: by it the view is taken away.
        return self.built_in_views(kind) + [
            View(number, kind, *(text if isinstance(text, str) else marked(readable(text)) for text in texts))
            for number, _kind, *texts in own
        ]

    def view_named(self, kind: str, name: str) -> View:
        """The view of that name, in either language for a built-in one; NotFoundError names the others."""
        views = self.views(kind)
        wanted = fold_word(name)
        built_in = [in_every_language(name) for name, _query in BUILT_IN_VIEWS[kind]]
        spelled = [*built_in, *((view.name,) for view in views[len(built_in) :])]
        # One's own goes before a built-in one of its name.
        for view, names in reversed(list(zip(views, spelled, strict=True))):
            if wanted in map(fold_word, names):
                return view
        known = _(", ").join(dict.fromkeys(view.name for view in views))
        raise NotFoundError(
            _("There is no view of that name."), _("Views are: {names}").format(names=brief(known, 600))
        )

    def is_due_otherwise(self, text: str) -> bool:
        """Whether a query of cases has `due:`, and would find others by the time set by hand alone.

        Of open cases, unless it says itself which are meant: on those that have ended nothing is owed.
        """
        query = self.query("case", text)
        if not says_whether_ended(query):
            query = query.narrowed(self.query("case", "is:open"))
        by_hand = query.renamed("due", "set-due")
        if by_hand == query:
            return False
        now, actor = self.desk.now_here(), self.desk.actor
        with self.desk.reading() as db:
            before = ids(db, ListSpec("case", by_hand, "newest"), now, actor, COMPARED)
            return not set(before) <= set(ids(db, ListSpec("case", query, "newest"), now, actor))

    def save_view(self, kind: str, name: str, text: str) -> View:
        """Keep a query under a name; one of the same name is replaced."""
        from servicedesk.domain.wording import field_label
        from servicedesk.services.values import LINE_LIMIT

        self.query(kind, text)
        name = clean_line(name)
        if not name:
            raise UsageError(_("A view needs a name."))
        require_length(name, field_label("name", "view"), LINE_LIMIT)
        with self.desk.writing() as transaction:
            found = transaction.unlogged.find("views", kind=kind, name=name)
            if found:
                view_id = int(found["id"])
                transaction.update("views", view_id, {"query": clean_line(text)})
            else:
                view_id = transaction.insert("views", {"kind": kind, "name": name, "query": clean_line(text)})
            transaction.record("view.save", "view", view_id)
        return View(view_id, kind, name, clean_line(text))

    def delete_view(self, view: View) -> None:
        """Take a view of the desk's own away; the built-in ones stay."""
        if view.id is None:
            raise NotFoundError(_("The built-in views stay."))
        with self.desk.writing() as transaction:
            transaction.delete("views", view.id)
            transaction.record("view.delete", "view", view.id)
