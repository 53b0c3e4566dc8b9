"""Lists of tickets of other programs, imported whole."""

# ruff: noqa: E501 - rows of tables are not cut

from pathlib import Path

import pytest

from servicedesk.services.desk import Desk
from tests.services.exchange_steps import counts, take_in
from tests.services.test_import import column, write
from tests.services.test_import_kept_words import notes_of


def test_a_ticket_search_of_otrs_in_german_is_read_by_its_profile(desk: Desk, tmp_path: Path) -> None:
    path = write(
        tmp_path,
        "Ticket#;Alter;Erstellt;Geschlossen;Status;Priorität;Warteschlange;Besitzer;Kundennummer;Kundenbenutzer;Betreff\n"
        "2026030210000011;5 d;02.03.2026 09:15:00;;offen;3 normal;Support;root;K-100;hans@kunde.example;Drucker\n"
        "2026022810000012;9 d;28.02.2026 10:00:00;01.03.2026 11:00:00;erfolgreich geschlossen;5 sehr hoch;Support;klein;K-101;Frieda Fink;Server\n"
        "2026022810000013;9 d;28.02.2026 10:30:00;;warten zur Erinnerung;1 sehr niedrig;Support;klein;K-101;Frieda Fink;Maus\n",
    )
    report = take_in(desk, path)
    assert (report.kind, counts(report)) == ("case", (3, 0, 0, 0))
    assert column(desk, "cases", "state") == ["working", "closed", "waiting"]
    assert column(desk, "cases", "priority") == [2, 4, 1]
    assert column(desk, "cases", "closed_at") == [None, "2026-03-01T03:00:00Z", None]
    assert column(desk, "cases", "received_at")[0] == "2026-03-02T01:15:00Z"
    assert column(desk, "cases", "department") == ["Support"] * 3
    assert column(desk, "cases", "owner") == ["root", "klein", "klein"]
    assert column(desk, "customers", "name") == ["hans@kunde.example", "Frieda Fink"]
    assert [notes_of(desk, number) for number in (1, 2, 3)] == [
        [],
        ["Status: erfolgreich geschlossen"],
        ["Status: warten zur Erinnerung"],
    ]


def test_a_german_list_of_tickets_without_a_profile_says_the_same(desk: Desk, tmp_path: Path) -> None:
    path = write(
        tmp_path,
        "Nummer;Erstellt;Geschlossen;Status;Besitzer;Kundenbenutzer;Betreff\n"
        "12;28.02.2026 10:00;01.03.2026 11:00;erfolgreich geschlossen;klein;Frieda Fink;Server\n",
    )
    assert counts(take_in(desk, path)) == (1, 0, 0, 0)
    assert column(desk, "cases", "state") == ["closed"]
    assert column(desk, "cases", "closed_at") == ["2026-03-01T03:00:00Z"]
    assert column(desk, "cases", "owner") == ["klein"]
    assert column(desk, "customers", "name") == ["Frieda Fink"]
    assert notes_of(desk, 1) == ["Status: erfolgreich geschlossen"]


def test_tickets_of_hubspot_are_read_by_their_profile(desk: Desk, tmp_path: Path) -> None:
    path = write(
        tmp_path,
        "Ticket ID,Ticket name,Pipeline,Ticket status,Create date,Priority,Ticket owner,Source,Last activity date,Close date,Ticket description,Associated Contact,Associated Contact IDs,Associated Company,Category\n"
        "90010001,Door handle,Support Pipeline,Waiting on contact,2026-03-02 09:15,High,Ann Lee (ann@desk.example),EMAIL,2026-03-03 10:00,,It came off,Carla Ruiz (carla@ruiz.example),551,Ruiz SL,Product Issue\n"
        "90010002,Late parcel,Support Pipeline,Closed,2026-02-02 09:15,Low,Bo,CHAT,2026-02-05 10:00,2026-02-05 10:00,3 days late,Dan Moor,552,,Shipping\n",
    )
    report = take_in(desk, path)
    assert (report.kind, counts(report)) == ("case", (2, 0, 0, 0))
    assert column(desk, "cases", "subject") == ["Door handle", "Late parcel"]
    assert column(desk, "cases", "description") == ["It came off", "3 days late"]
    assert column(desk, "cases", "state") == ["waiting", "closed"]
    assert column(desk, "cases", "owner") == ["Ann Lee", "Bo"]
    assert column(desk, "cases", "category") == ["Product Issue", "Shipping"]
    assert column(desk, "cases", "received_at") == ["2026-03-02T01:15:00Z", "2026-02-02T01:15:00Z"]
    assert column(desk, "cases", "closed_at") == [None, "2026-02-05T02:00:00Z"]
    assert column(desk, "customers", "name") == ["Carla Ruiz", "Dan Moor"]
    assert column(desk, "customers", "company") == ["Ruiz SL", ""]
    assert column(desk, "customer_emails", "address") == ["carla@ruiz.example"]


def test_tickets_of_hubspot_in_other_spellings_are_read_alike(desk: Desk, tmp_path: Path) -> None:
    path = write(
        tmp_path,
        "Record ID,Subject,Ticket Status,Pipeline,Ticket Owner,Create Date,Associated Company IDs,Description\n"
        "90010001,Door handle,Waiting on us,Support,Ann,2026-03-02 09:15,7,It came off\n",
    )
    report = take_in(desk, path)
    assert (report.kind, counts(report)) == ("case", (1, 0, 0, 0))
    assert column(desk, "cases", "state") == ["working"]
    assert column(desk, "cases", "external_id") == ["90010001"]


def test_the_organization_of_a_reporter_in_jira_is_the_company_of_his_card(
    desk: Desk, tmp_path: Path
) -> None:
    path = write(
        tmp_path,
        "Summary,Issue key,Issue id,Issue Type,Status,Reporter,Created,Custom field (Request Type),Custom field (Organizations),Custom field (Organizations)\n"
        "Printer,CS-41,10041,Service Request,Waiting for customer,Hans Gruber,12/Mar/26 9:05 AM,Get IT help,Nakatomi,\n"
        "Badge,CS-42,10042,Service Request,Resolved,Holly Gennaro,01/Feb/26 3:15 PM,New badge,,Acme\n",
    )
    assert counts(take_in(desk, path)) == (2, 0, 0, 0)
    assert column(desk, "customers", "company") == ["Nakatomi", "Acme"]


@pytest.mark.parametrize(("words", "head", "reasons"), [
    ("Waiting on Customer|Waiting on Third Party|Open", "Ticket ID,Subject,Status,Created time,Agent interactions,Resolution status,Company Name", ["the customer's answer", "spare parts", ""]),
    ("Pending|On-hold|Solved", "Id,Subject,Status,Requester,Via,Ticket type,Reopens", ["the customer's answer", "", ""]),
    ("Waiting for customer|Waiting for approval|Done", "Issue key,Summary,Status,Reporter,Issue Type,Issue id,Labels", ["the customer's answer", "another department", ""]),
    ("Awaiting vendor|等待客户回复|In progress", "Ticket No,Subject,Status,Customer,Via,Opened,Notes", ["spare parts", "the customer's answer", ""]),
])  # fmt: skip
def test_a_wait_is_for_whom_the_word_of_its_state_says(
    desk: Desk, tmp_path: Path, words: str, head: str, reasons: list[str]
) -> None:
    states = words.split("|")
    lines = [f"{number},leak,{state},,,,\n" for number, state in enumerate(states, 1)]
    path = write(tmp_path, f"{head}\n{''.join(lines)}")
    report = take_in(desk, path)
    assert column(desk, "cases", "waiting_reason") == reasons
    told = [note for note in report.notes if "nothing says for whom" in note]
    assert len(told) == ("On-hold" in states)
    assert counts(take_in(desk, path)) == (0, 0, 3, 0)


def test_a_word_for_a_wait_is_kept_and_a_reason_that_was_chosen_here_stays(
    desk: Desk, tmp_path: Path
) -> None:
    head = "Ticket ID,Subject,Status,Created time,Agent interactions,Resolution status,Priority\n"
    take_in(desk, write(tmp_path, f"{head}1,leak,Waiting on Third Party,,,,Low\n"))
    assert notes_of(desk, 1) == ["Status: Waiting on Third Party"]
    desk.moves.wait([1], "another department")
    take_in(desk, write(tmp_path, f"{head}1,leak,Waiting on Third Party,,,,High\n"))
    assert column(desk, "cases", "waiting_reason") == ["another department"]
    assert column(desk, "cases", "priority") == [3]


def test_the_hold_reason_of_servicenow_says_whose_time_it_is(desk: Desk, tmp_path: Path) -> None:
    path = write(
        tmp_path,
        "number,short_description,state,hold_reason,caller_id,opened_at\n"
        "INC1,leak,On Hold,Awaiting Caller,Ann,2026-03-02 09:15:00\nINC2,leak,On Hold,Awaiting Vendor,Bo,2026-03-02 09:15:00\n"
        "INC3,leak,In Progress,,Cy,2026-03-02 09:15:00\nINC4,leak,Resolved,Awaiting Caller,Di,2026-03-02 09:15:00\n",
    )
    assert counts(take_in(desk, path)) == (4, 0, 0, 0)
    assert column(desk, "cases", "waiting_reason") == ["the customer's answer", "spare parts", "", ""]


def test_words_of_a_profile_that_share_one_of_ours_are_kept_beside_it(desk: Desk, tmp_path: Path) -> None:
    path = write(
        tmp_path,
        "Case Number,Contact Name,Subject,Status,Case Origin,Type,Case Owner\n"
        "1026,Rose,Generator,New,Phone,Electrical,Dana\n1027,Jack,Voltage,Closed,Web,Mechanical,Dana\n1028,Jim,Price,New,Web,Question,Dana\n",
    )
    take_in(desk, path)
    assert column(desk, "cases", "kind") == ["complaint", "complaint", "enquiry"]
    assert [notes_of(desk, number) for number in (1, 2, 3)] == [
        ["Type: Electrical"],
        ["Type: Mechanical"],
        [],
    ]
