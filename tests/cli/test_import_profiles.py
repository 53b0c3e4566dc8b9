"""`import profiles`, `--profile`, `import preview` and the profile that it saves."""

import json
import re
from pathlib import Path

from servicedesk.cli.frame.cells import width
from servicedesk.exchange import profile
from servicedesk.exchange.joins import JOINS
from tests.cli.conftest import Program

TICKETS = (
    "Vorgang,Betreff,Kunde,Lage,Schlagwort,Schlagwort,Eingang,Rest\n"
    "7,漏水 =1+1,王芳,offen,a,b,03/04/2026,x\n8,Rechnung,Ann,zu,,,31/03/2026,y\n9,,,,,,04/04/2026,\n"
)
MAPPED = ("Vorgang=external_id", "Betreff=subject", "Kunde=customer", "Lage=state", "Schlagwort=labels")


def write(folder: Path, text: str = TICKETS, name: str = "tickets.csv") -> str:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return str(path)


def own(folder: Path) -> Path:
    return folder / "config" / "servicedesk" / "profiles"


def maps(*extra: str) -> list[str]:
    return [part for one in (*MAPPED, *extra) for part in ("--map", one)]


def test_the_list_says_what_each_profile_rests_on(program: Program) -> None:
    listed = {line["name"]: line for line in program.ok("import", "profiles", "--json").json}
    assert listed["zendesk"]["kind"] == "case"
    assert "documented" in listed["zendesk"]["rests_on"]
    assert listed["wecom_customers"]["program"] == "企业微信客户"
    assert not any(line["own"] or line["fault"] for line in listed.values())
    assert all(width(line) <= 80 for line in program.ok("import", "profiles").lines)
    chinese = program.ok("--lang", "zh_CN", "import", "profiles").out
    assert "客户" in chinese


def test_a_profile_is_shown_copied_and_changed(program: Program, tmp_path: Path) -> None:
    shown = program.ok("import", "profiles", "show", "twilio").out
    assert shown.startswith("# The call log of Twilio")
    folder = program.ok("import", "profiles", "path", "--json").json["path"]
    assert Path(folder) == own(tmp_path)
    copied = program.ok("import", "profiles", "copy", "twilio", "--json").json["path"]
    assert Path(copied) == own(tmp_path) / "twilio.toml"
    assert Path(copied).read_text(encoding="utf-8") == shown
    assert program("import", "profiles", "copy", "twilio").code != 0
    assert program.ok("import", "profiles", "copy", "twilio", "--force").code == 0
    elsewhere = tmp_path / "mine.toml"
    program.ok("import", "profiles", "copy", "twilio", "-o", str(elsewhere))
    assert elsewhere.read_text(encoding="utf-8") == shown
    listed = {line["name"]: line for line in program.ok("import", "profiles", "--json").json}
    assert listed["twilio"]["own"]


def test_words_that_are_no_action_and_names_that_are_none_are_told(program: Program) -> None:
    assert "list, show, copy, path" in program("import", "profiles", "zendesk").err
    assert "Which profile?" in program("import", "profiles", "show").err
    result = program("import", "profiles", "show", "zendisk")
    assert result.code == 2
    assert "There is no profile zendisk." in result.err


def test_a_bad_profile_is_passed_over_in_one_line_and_is_marked_in_the_list(
    program: Program, tmp_path: Path
) -> None:
    own(tmp_path).mkdir(parents=True)
    write(own(tmp_path), 'format = 1\nkind = "case"\n[columns]\n"A" = "subjekt"\n', "bad.toml")
    result = program("import", "auto", write(tmp_path))
    assert result.code == 3
    (told,) = [line for line in result.err.splitlines() if "bad.toml" in line]
    assert told == "A profile is passed over: bad.toml, line 4: columns.A: there is no field subjekt."
    result = program("import", "auto", write(tmp_path), "--profile", "bad")
    assert result.code == 2
    assert "bad.toml, line 4: columns.A: there is no field subjekt." in result.err.splitlines()[-1]
    (line,) = [line for line in program.ok("import", "profiles", "--json").json if line["own"]]
    assert line["fault"].startswith("bad.toml, line 4")


def test_a_preview_shows_the_mapping_the_guesses_the_rows_and_the_rejects(
    program: Program, tmp_path: Path
) -> None:
    rows = "".join(f"{n},s,k,new,,,01/04/2026,\n" for n in range(10, 30)) + "30,s,k,new,,,99/04/2026,\n"
    path = write(tmp_path, TICKETS + rows)
    arguments = ("import", "preview", path, *maps("Eingang=received_at", "Lage=-"), "--kind", "case")
    shown = program.ok(*arguments).out
    assert "  Subject     ← Betreff\n" in shown
    assert "  Labels      ← Schlagwort + Schlagwort\n" in shown
    assert "Dates are read as day, month, year: Eingang" in shown
    assert "Columns left out: Lage, Rest" in shown
    assert "Line 2: new record\n" in shown
    assert "  Subject: 漏水 =1+1\n" in shown
    assert "Line 4: rejected\n  There is neither a subject nor a description.\n" in shown
    assert "Line 12: new record" not in shown, "ten rows"
    assert "Further rows that would be rejected:\n  Line 25 is rejected: Eingang: " in shown
    assert all(width(line) <= 80 for line in shown.splitlines())
    found = program.ok(*arguments, "--json").json
    assert found["date_orders"] == {"Eingang": "dmy"}
    assert found["mapping"]["labels"] == "Schlagwort + Schlagwort"
    assert [row["becomes"] for row in found["rows"]].count("new") == 9
    assert [reject["line"] for reject in found["rejects"]] == [4, 25]
    chinese = program.ok("--lang", "zh_CN", *arguments).out
    assert "日期按日、月、年读取：Eingang" in chinese
    assert all(width(line) <= 80 for line in chinese.splitlines())
    assert not program.path.exists(), "nothing is made to try it in"


def test_a_mapping_is_saved_as_a_profile_and_found_again(program: Program, tmp_path: Path) -> None:
    path = write(tmp_path)
    arguments = (*maps("Eingang=-"), "--kind", "case", "--save-profile", "vorgänge", "-q")
    program("import", "preview", path, *arguments)
    text = (own(tmp_path) / "vorgänge.toml").read_text(encoding="utf-8")
    assert 'leave_out = ["Eingang", "Rest"]' in text
    assert '"Schlagwort" = "labels"' in text
    words = '\n[words.state]\n"offen" = "new"\n"zu" = "closed"\n'
    (own(tmp_path) / "vorgänge.toml").write_text(text + words, encoding="utf-8")
    report = program("import", "auto", path, "--json").json
    assert (report["profile"], report["new"], report["rejected"]) == ("vorgänge", 2, 1)
    cases = json.loads(program.ok("export", "case", "-o", "-", "--format", "json").out)
    assert [(case["external_id"], case["state"]) for case in cases] == [("7", "new"), ("8", "closed")]
    assert cases[0]["labels"] == ["a", "b"]
    again = program("import", "preview", path, "--save-profile", "vorgänge")
    assert again.code != 0


def test_a_saved_profile_reads_as_the_profile_that_it_was_made_with(program: Program, tmp_path: Path) -> None:
    text = (
        "Call Sid,Status,Start Time,Duration,From,To,Direction\n"
        "CA1,Busy,2026-03-02T09:15:02Z,0,+12125550100,+12125550143,Outgoing Dial\n"
    )
    path = write(tmp_path, text)
    before = program.ok("import", "preview", path, "--json", "--save-profile", "mine").json
    after = program.ok("import", "preview", path, "--json", "--profile", "mine").json
    assert (before["profile"], after["profile"]) == ("twilio", "mine")
    assert after["rows"] == before["rows"]
    assert program.ok("import", "preview", path, "--json", "--profile", "none").json["profile"] == ""


def test_a_profile_of_another_kind_or_a_name_that_is_none_is_refused(
    program: Program, tmp_path: Path
) -> None:
    path = write(tmp_path)
    result = program("import", "customer", path, "--profile", "twilio")
    assert result.code == 2
    assert "The profile twilio reads files of another kind: call." in result.err
    result = program("import", "preview", path, *maps(), "--kind", "case", "--save-profile", "../x")
    assert result.code == 2
    assert "../x is no name for a profile." in result.err
    assert not (tmp_path / "x.toml").exists()


def test_a_named_profile_says_the_encoding_only_where_the_file_does_not(
    program: Program, tmp_path: Path
) -> None:
    text = "Vorname;Nachname;Firma;Mobiltelefon\nJürgen;Müßig;Ärzte GmbH;0151 5550101\n"
    for encoding in ("cp1252", "utf-8", "utf-8-sig", "utf-16"):
        path = tmp_path / f"{encoding}.csv"
        path.write_bytes(text.encode(encoding))
        found = program.ok("import", "preview", str(path), "--profile", "outlook_de", "--json").json
        assert found["rows"][0]["values"]["name"] == "Jürgen Müßig", encoding


PAGE = (Path(__file__).parents[2] / "docs" / "profiles.md").read_text(encoding="utf-8")


def test_the_profile_of_the_documents_reads_a_file_as_the_page_says(program: Program, tmp_path: Path) -> None:
    (example,) = re.findall(r"^```toml\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)
    own(tmp_path).mkdir(parents=True)
    write(own(tmp_path), example, "vorgangsliste.toml")
    text = (
        "Lfd. Nr.;Vorgang;Betreff;Kunde;Firma;Lage;Eingang;Frist;Frist (Plan);Merkmale;Verlauf\n"
        "1;V-7;Tür klemmt;Änne Groß;Beispiel GmbH;in Arbeit;03.04.2026 09:15;;05.04.2026 12:00;laut alt;"
        "03.04.2026 10:00;bo;angerufen\n"
    )
    path = tmp_path / "liste.csv"
    path.write_bytes(
        text.replace("03.04.2026 10:00;bo;angerufen", '"03.04.2026 10:00;bo;angerufen"').encode("cp1252")
    )
    report = program.ok("import", "auto", str(path), "--profile", "vorgangsliste", "--json").json
    assert (report["new"], report["profile"], report["encoding"]) == (1, "vorgangsliste", "cp1252")
    (case,) = json.loads(program.ok("export", "case", "-o", "-", "--format", "json").out)
    assert (case["external_id"], case["subject"], case["state"], case["kind"]) == (
        "V-7",
        "Tür klemmt",
        "working",
        "complaint",
    )
    assert (case["received_at"], case["due_at"]) == ("2026-04-03T07:15:00Z", "2026-04-05T10:00:00Z")
    assert case["labels"] == ["laut", "alt"]
    assert case["notes"] == [{"at": "2026-04-03T08:00:00Z", "actor": "bo", "text": "angerufen"}]
    (card,) = json.loads(program.ok("export", "customer", "-o", "-", "--format", "json").out)
    assert (card["name"], card["company"]) == ("Änne Groß", "Beispiel GmbH")


def test_the_page_names_every_way_of_joining_and_every_form_of_a_cell() -> None:
    assert all(f"`{word}`" in PAGE for word in (*JOINS, *profile.READS))
