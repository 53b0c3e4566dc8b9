"""Export → import into an empty file → export gives the same bytes, whatever the texts are."""

import tempfile
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from servicedesk import i18n
from servicedesk.exchange.formats import BOTH_WAYS, FORMATS
from servicedesk.services.desk import Desk
from servicedesk.services.promises import NewPromise
from servicedesk.services.remedies import NewRemedy
from servicedesk.storage import search_index
from tests.builders import NOW, dump, given_case, given_customer, open_desk
from tests.services.exchange_steps import KINDS, another_desk, counts, export, fill, record_counts, take_in


def round_trip(desk: Desk, folder: Path, suffix: str, **choices: object) -> None:
    with another_desk(folder) as other:
        for kind in KINDS:
            first = folder / f"{kind}.{suffix}"
            export(desk, kind, first, **choices)
            encoding = choices.get("encoding")
            report = take_in(other, first, encoding=None if encoding in {None, "utf-8-sig"} else encoding)
            assert counts(report) == (report.read, 0, 0, 0), (kind, report.rejects)
            assert report.read
            assert report.customers_new == 0
            assert report.kind == kind
        for kind in KINDS:
            second = folder / f"{kind}.again.{suffix}"
            export(other, kind, second, **choices)
            assert second.read_bytes() == (folder / f"{kind}.{suffix}").read_bytes(), kind


@pytest.mark.parametrize("suffix", [suffix[1:] for name in BOTH_WAYS for suffix in FORMATS[name].suffixes])
def test_every_kind_comes_back_as_the_same_bytes(desk: Desk, tmp_path: Path, suffix: str) -> None:
    fill(desk)
    round_trip(desk, tmp_path, suffix)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-8", "gb18030", "utf-16"])
def test_every_encoding_comes_back_as_the_same_bytes(desk: Desk, tmp_path: Path, encoding: str) -> None:
    fill(desk)
    round_trip(desk, tmp_path, "csv", encoding=encoding)


@pytest.mark.parametrize("suffix", [suffix[1:] for name in BOTH_WAYS for suffix in FORMATS[name].suffixes])
@pytest.mark.parametrize("desk_times", [False, True])
def test_what_is_due_at_midnight_comes_back_as_due_then(
    desk: Desk, tmp_path: Path, suffix: str, desk_times: bool
) -> None:
    midnight = datetime(2026, 12, 20, tzinfo=ZoneInfo("Asia/Shanghai"))
    case = given_case(desk, "漏水", due_at=midnight)
    desk.promises.make(NewPromise("上门", midnight, case_id=case))
    with another_desk(tmp_path) as other:
        for kind in ("case", "promise"):
            export(desk, kind, tmp_path / f"{kind}.{suffix}", desk_times=desk_times)
            assert counts(take_in(other, tmp_path / f"{kind}.{suffix}")) == (1, 0, 0, 0)
        assert other.cases.get(1).row.due_at == midnight
        assert other.promises.get(1).due_at == midnight


def test_chinese_headers_and_raw_cells_come_back_too(desk: Desk, tmp_path: Path) -> None:
    fill(desk)
    i18n.activate("zh")
    (tmp_path / "zh").mkdir()
    round_trip(desk, tmp_path / "zh", "csv")
    (tmp_path / "raw").mkdir()
    round_trip(desk, tmp_path / "raw", "csv", raw=True)


def test_the_other_desk_holds_the_same_rows_and_search_text(desk: Desk, tmp_path: Path) -> None:
    fill(desk)
    with another_desk(tmp_path) as other:
        for kind in KINDS:
            export(desk, kind, tmp_path / f"{kind}.csv")
            take_in(other, tmp_path / f"{kind}.csv")
        here, there = (
            dump(one, without=("version", "contact_id", "position", "choices")) for one in (desk, other)
        )
        owned = ("labels", "notes", "remedies", "handoffs", "steps", "links", "merges")
        kinds = ("customers", "cases", "calls", "followups", "promises", "contacts")
        for table in (*kinds, *(f"case_{name}" for name in owned)):
            assert here[table], table
            if "_" in table:
                # The rows that a case owns are numbered anew.
                assert sorted(map(repr, (row[2:] for row in there[table]))) == sorted(
                    map(repr, (row[2:] for row in here[table]))
                ), table
            else:
                assert there[table] == here[table], table
        for table in (f"{name}_search" for name in kinds[:-1]):
            assert there[table] == here[table]
        with other.store.bare() as db:
            db.execute("BEGIN IMMEDIATE")
            before = db.execute("SELECT rowid, * FROM cases_search ORDER BY rowid").fetchall()
            search_index.rebuild(db)
            assert db.execute("SELECT rowid, * FROM cases_search ORDER BY rowid").fetchall() == before
            db.execute("ROLLBACK")


def test_feeding_an_export_back_into_its_own_desk_changes_nothing(desk: Desk, tmp_path: Path) -> None:
    fill(desk)
    before = record_counts(desk)
    for kind in KINDS:
        export(desk, kind, tmp_path / f"{kind}.csv")
    for kind in KINDS:
        report = take_in(desk, tmp_path / f"{kind}.csv")
        assert counts(report) == (0, 0, report.read, 0), (kind, report)
        assert desk.importing.get(report.run or 0).action is None
    assert record_counts(desk) == before


texts = st.lists(
    st.text(max_size=40) | st.sampled_from(["'=1", "; ", "[x]", "\r\n", "\u3000－1", "+1"]), max_size=4
)


def work_out_in_words(desk: Desk, case_id: int, parts: list[str]) -> None:
    """The texts wherever the handling of a complaint takes a text; an x where none may be blank."""
    words, whole = f"x{' '.join(parts)}"[:300], "\n".join(parts)
    names = ("on_behalf_of", "product", "competitor")
    texts = ("remedy_wanted", "immediate_action", "facts", "options_offered", "lesson")
    desk.cases.edit(case_id, dict.fromkeys(names, " ".join(parts)) | dict.fromkeys(texts, whole))
    desk.complaints.acknowledge([case_id], how="letter", by=words)
    desk.remedies.add([case_id], NewRemedy("other", whole, len(words), approver=f"{words} y"))
    desk.checklists.add([case_id], f"x{whole}")
    desk.handoffs.hand_off([case_id], words, words=whole)
    desk.handoffs.back([case_id], whole)
    if case_id > 1:
        desk.links.link(case_id, 1, "related")
    promise_id = desk.promises.make(NewPromise(words, NOW + timedelta(hours=1), case_id=case_id)).id
    desk.promises.retell(promise_id, NOW + timedelta(hours=2), whole)
    desk.moves.solve([case_id], whole)
    desk.moves.tell([case_id], whole, by=words, how="visit")
    desk.complaints.waive_followup([case_id], words)


@settings(max_examples=15)
@given(st.lists(texts, min_size=1, max_size=8))
def test_any_texts_at_all_come_back_as_the_same_bytes(found: list[list[str]]) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with open_desk(folder / "desk.db") as desk, another_desk(folder) as other:
            for parts in found:
                words = " ".join(parts)
                customer_id = given_customer(desk, f"x{words}"[:200], "", tags=parts, note="\n".join(parts))
                case_id = given_case(
                    desk, f"x{words}", description="\n".join(parts), labels=parts, customer_id=customer_id
                )
                work_out_in_words(desk, case_id, parts)
            for suffix in ("csv", "jsonl"):
                for kind in ("customer", "case", "promise"):
                    export(desk, kind, folder / f"{kind}.{suffix}")
                    report = take_in(other, folder / f"{kind}.{suffix}")
                    assert report.rejected == report.updated == 0, report.rejects
                    export(other, kind, folder / f"again.{suffix}")
                    assert (folder / f"again.{suffix}").read_bytes() == (
                        folder / f"{kind}.{suffix}"
                    ).read_bytes()
