"""An old register is taken in as history: nothing of it stands in the queue or asks for an answer."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from servicedesk.domain.errors import UsageError
from servicedesk.services.desk import Desk
from servicedesk.services.importing import ImportRequest
from tests.builders import HOSTILE, NOW
from tests.services.exchange_steps import counts, take_in
from tests.services.test_import import column, dump, write

REGISTER = (
    "投诉编号,投诉人,投诉内容,投诉日期,处理完成日期,截止时间,状态\n"
    "1,王伟,空调漏水,2019-03-02 09:00,2019-03-05 10:00,2019-03-09,处理中\n"
    "2,李娜,门坏了,2020-05-01 09:00,,2020-05-09,未处理\n"
    "3,周杰,噪音,2020-06-01 09:00,,,已取消\n"
    f'4,张敏,"{HOSTILE.replace(chr(34), chr(34) * 2)}",,,,\n'
)


def records(desk: Desk) -> object:
    return {name: rows for name, rows in dump(desk).items() if name != "import_runs"}


@pytest.mark.parametrize("word", ["closed", "已结案", "Closed"])
def test_an_old_register_is_closed_and_owes_nothing(desk: Desk, tmp_path: Path, word: str) -> None:
    path = write(tmp_path, REGISTER)
    preview = desk.importing.preview(ImportRequest(path, state=word))
    assert [row.values["state"] for row in preview.rows] == ["closed", "closed", "cancelled", "closed"]
    report = take_in(desk, path, state=word)
    assert counts(report) == (4, 0, 0, 0)
    assert column(desk, "cases", "state") == ["closed", "closed", "cancelled", "closed"]
    # The last that is known of the case; of one without any time that it is known now.
    assert column(desk, "cases", "closed_at") == [
        "2019-03-05T02:00:00Z", "2020-05-01T01:00:00Z", None, NOW.strftime("%Y-%m-%dT%H:%M:%SZ"),
    ]  # fmt: skip
    assert column(desk, "cases", "deadline_at") == [None] * 4
    for query in ("is:open", "is:overdue", "is:came-back"):
        assert desk.lists.ids("case", query).tolist() == [], query
    before = records(desk)
    assert counts(take_in(desk, path, state=word)) == (0, 0, 4, 0)
    assert records(desk) == before
    desk.importing.undo(report.run or 0)
    assert column(desk, "cases", "id") == []


def test_cases_received_before_a_day_are_history_and_the_others_are_not(desk: Desk, tmp_path: Path) -> None:
    path = write(tmp_path, REGISTER)
    # The day begins at midnight of the desk: 16:00 UTC of the day before.
    day = datetime(2020, 4, 30, 16, tzinfo=UTC)
    assert counts(take_in(desk, path, closed_before=day)) == (4, 0, 0, 0)
    assert column(desk, "cases", "state") == ["closed", "new", "cancelled", "new"]
    assert column(desk, "cases", "closed_at") == ["2019-03-05T02:00:00Z", None, None, None]
    assert counts(take_in(desk, path, closed_before=day)) == (0, 0, 4, 0)


def test_what_was_open_here_is_closed_by_its_register(desk: Desk, tmp_path: Path) -> None:
    path = write(tmp_path, REGISTER)
    take_in(desk, path)
    assert column(desk, "cases", "state") == ["working", "new", "cancelled", "new"]
    assert counts(take_in(desk, path, state="closed")) == (0, 3, 1, 0)
    assert desk.lists.ids("case", "is:open").tolist() == []


def test_a_state_that_has_not_ended_is_given_to_those_that_tell_none(desk: Desk, tmp_path: Path) -> None:
    take_in(desk, write(tmp_path, REGISTER), state="solved")
    assert column(desk, "cases", "state") == ["working", "new", "cancelled", "solved"]


def test_follow_ups_and_promises_of_old_files_have_ended_too(desk: Desk, tmp_path: Path) -> None:
    followups = write(
        tmp_path, "Follow-up ID,Due,State\n1,2019-03-02,planned\n2,2019-03-02,missed\n", "f.csv"
    )
    take_in(desk, followups, "followup", state="已回访")
    assert column(desk, "followups", "state") == ["held", "missed"]
    assert counts(take_in(desk, followups, "followup", state="held")) == (0, 0, 2, 0)
    promises = write(tmp_path, "Promise ID,Promise,Due\n1,回电,2019-03-02\n", "p.csv")
    take_in(desk, promises, "promise", state="withdrawn")
    assert column(desk, "promises", "state") == ["withdrawn"]


@pytest.mark.parametrize(("kind", "choices"), [
    ("case", {"state": "蓝色"}), ("case", {"state": "merged"}), ("case", {"state": "waiting"}),
    ("customer", {"state": "closed"}), ("call", {"state": "closed"}), ("followup", {"closed_before": NOW}),
])  # fmt: skip
def test_a_state_that_the_kind_does_not_have_is_refused(
    desk: Desk, tmp_path: Path, kind: str, choices: dict[str, object]
) -> None:
    path = write(tmp_path, "ID,Name,Subject,Date,Due\n1,王伟,漏水,2019-03-02,2019-03-03\n")
    before = dump(desk)
    with pytest.raises(UsageError):
        desk.importing.run(ImportRequest(path, kind, **choices))  # type: ignore[arg-type]
    assert dump(desk) == before


def test_a_register_that_was_closed_reopens_nothing_when_it_comes_without_a_state(
    desk: Desk, tmp_path: Path
) -> None:
    path = write(tmp_path, REGISTER)
    take_in(desk, path, state="closed")
    before = records(desk)
    assert counts(take_in(desk, path)) == (0, 0, 4, 0)
    assert counts(take_in(desk, path, dry_run=True, on_conflict="replace")) == (0, 0, 4, 0)
    assert records(desk) == before
    # A word that the register has not said before is news.
    news = write(tmp_path, REGISTER.replace("2020-05-09,未处理", "2020-05-09,处理中"))
    assert counts(take_in(desk, news)) == (0, 1, 3, 0)
    assert column(desk, "cases", "state") == ["closed", "working", "cancelled", "closed"]


def test_times_alone_never_take_a_case_back_to_where_it_was(desk: Desk, tmp_path: Path) -> None:
    """What follows from a file without a state is only how far a case has come at least."""
    text = "投诉编号,投诉内容,投诉日期,处理完成日期,结案日期\n"
    text += "1,空调漏水,2019-03-02,2019-03-05,\n2,门坏了,2019-03-02,2019-03-05,2019-03-08\n"
    path = write(tmp_path, text)
    take_in(desk, path)
    assert column(desk, "cases", "state") == ["solved", "closed"]
    desk.moves.tell([1], "已告知")
    desk.moves.close([1], override="同意")
    before = records(desk)
    assert counts(take_in(desk, path)) == (0, 0, 2, 0)
    assert records(desk) == before
    take_in(desk, write(tmp_path, text.replace("2019-03-05,\n", "2019-03-05,2019-03-09\n")), state="solved")
    assert column(desk, "cases", "state") == ["closed", "closed"]


def test_a_promise_that_ended_here_is_not_kept_because_its_file_has_an_end(
    desk: Desk, tmp_path: Path
) -> None:
    take_in(
        desk, write(tmp_path, "Promise ID,Promise,Due\n1,回电,2026-03-02\n"), "promise", state="withdrawn"
    )
    path = write(tmp_path, "Promise ID,Promise,Due,Ended\n1,回电,2026-03-02,2026-03-02\n", "p.csv")
    take_in(desk, path, "promise", source=column(desk, "promises", "external_source")[0])
    assert counts(take_in(desk, path, "promise")) == (0, 0, 1, 0)
    assert column(desk, "promises", "state") == ["withdrawn"]
