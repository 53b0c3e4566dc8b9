"""CSV import of cases against the sqlite3 shell's .import into the same table with search triggers.

    .venv/bin/python -m bench.import_csv [--rows 100000] [--rounds 3] [--json FILE]

The shell gets the schema of the program with a trigger that writes cases_search, and a CSV whose columns are
exactly the table's. The program, as a whole process with its start, gets the same cells: as a file of another
program (ids of its own, no uid) and as one of its own exports (numbers, uids, customers to be linked). It
checks every cell, writes one event a record, and search text of one token a Chinese character; the shell does
none of that. Each import begins with a fresh file; rounds are interleaved, ratios are medians of the rounds'.
"""

import argparse
import csv
import json
import os
import random
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from servicedesk.storage.engine import Store
from servicedesk.storage.migrations import SCHEMA_FILE

SEED = 20261121
CHINESE_SHARE = 0.35
CUSTOMERS = 1000
_TABLE = """
id uid version created_at updated_at kind subject description category channel priority state waiting_reason
owner department cause result satisfaction customer_id call_id received_at due_at first_reply_at solved_at
told_at told_by told_words closed_at snoozed_until external_source external_id
"""
TABLE = _TABLE.split()
TIMES = ("_at", "_until", "_since")
"""How the names of columns end that hold a time."""
FOREIGN = {
    "external_id": "Ticket ID", "kind": "Type", "subject": "Subject", "description": "Description",
    "category": "Category", "channel": "Channel", "priority": "Priority", "state": "Status",
    "waiting_reason": "Waiting for", "owner": "Owner", "department": "Department", "cause": "Cause",
    "result": "Result", "satisfaction": "Satisfaction", "received_at": "Created at", "due_at": "Due",
    "first_reply_at": "First reply", "solved_at": "Solved", "told_at": "Told", "told_by": "Told by",
    "told_words": "Told words", "closed_at": "Closed", "snoozed_until": "Snoozed until",
    "updated_at": "Updated at",
}  # fmt: skip
OWN = FOREIGN | {
    "id": "Number", "customer_id": "Customer ID", "uid": "Record UID", "external_id": "External ID",
    "external_source": "External source", "created_at": "Created", "received_at": "Received",
    "updated_at": "Updated", "kind": "Kind", "state": "State",
}  # fmt: skip
TRIGGER = """
CREATE TRIGGER cases_into_search AFTER INSERT ON cases BEGIN
  INSERT INTO cases_search (rowid, subject, body) VALUES (new.id, new.subject, new.description || ' ' ||
    new.category || ' ' || new.cause || ' ' || new.result || ' ' || new.told_words);
END;
"""
_LATIN = """
the to is not my of and for was order refund delivery broken late account card charged twice leak noise
missing service engineer visit warranty invoice parcel screen battery cable wrong size colour damaged
water return box
"""
_CHINESE = """
的 了 我 不 没有 订单 退款 快递 客服 发票 漏水 投诉 维修 师傅 上门 空调 噪音 质量 问题 电话 回复
预约 安装 换货 破损 包装 少发 错发 尺寸 颜色 账户 扣款 重复 优惠券 会员 积分 地址 修改 取消 延误
"""
LATIN, CHINESE = _LATIN.split(), _CHINESE.split()


def rows(count: int) -> Iterator[dict[str, str]]:
    """Cases with every column filled, since .import cannot write NULL."""
    chance = random.Random(SEED)
    begin = datetime(2024, 1, 1, tzinfo=UTC)

    def words(number: int) -> str:
        if chance.random() < CHINESE_SHARE:
            return "，".join("".join(chance.choices(CHINESE, k=4)) for _n in range(max(1, number // 5)))
        return " ".join(chance.choices(LATIN, k=number))

    for number in range(1, count + 1):
        at = begin + timedelta(minutes=7 * number)

        def moment(hours: float, at: datetime = at) -> str:
            return (at + timedelta(hours=hours)).strftime("%Y-%m-%dT%H:%M:%SZ")

        kind, subject, description = chance.choice(("complaint", "request", "enquiry")), words(5), words(24)
        category = chance.choice(("repair/leak", "物流/延迟", "billing"))
        channel = chance.choice(("phone", "email", "web", "wechat"))
        priority = str(chance.randint(1, 4))
        state = chance.choice(("new", "working", "waiting", "closed", "closed", "closed"))
        yield {
            "id": str(number),
            "uid": f"u{number:019d}",
            "version": "1",
            "created_at": moment(0.1),
            "updated_at": moment(50),
            "kind": kind,
            "subject": subject,
            "description": description,
            "category": category,
            "channel": channel,
            "priority": priority,
            "state": state,
            # A reason to wait that is over asks for the times of the wait.
            "waiting_reason": "等配件" if state == "waiting" else "",
            "owner": chance.choice(("anna", "li.wei", "王芳")),
            "department": "售后",
            "cause": chance.choice(("part", "系统", "staff")),
            "result": words(6),
            "satisfaction": str(chance.randint(0, 4) * 25),
            "customer_id": str(chance.randint(1, CUSTOMERS)),
            "call_id": "1",
            "received_at": moment(0),
            "due_at": moment(72),
            "first_reply_at": moment(1),
            "solved_at": moment(30),
            "told_at": moment(40),
            "told_by": "anna",
            "told_words": words(4),
            "closed_at": moment(48),
            "snoozed_until": moment(2),
            "external_source": "",
            "external_id": f"Z{number}",
        }


def _columns_of_the_table() -> dict[str, str]:
    """The columns in the order in which .import fills them, with what stands in those that no file has."""
    database = sqlite3.connect(":memory:")
    database.executescript(SCHEMA_FILE.read_text(encoding="utf-8"))
    found = {
        row[1]: "1" if row[2] == "INTEGER" else "" for row in database.execute("PRAGMA table_info(cases)")
    }
    database.close()
    return found


def write_files(folder: Path, count: int) -> dict[str, Path]:
    """The same cells as the shell, another program, and our own export write them."""
    paths = {name: folder / f"{name}.csv" for name in ("shell", "foreign", "own")}
    whole = _columns_of_the_table()
    files = {name: path.open("w", encoding="utf-8", newline="") for name, path in paths.items()}
    writers = {name: csv.writer(file) for name, file in files.items()}
    writers["foreign"].writerow(FOREIGN.values())
    writers["own"].writerow(OWN.values())
    for row in rows(count):
        row_of_table = {
            name: row["due_at"] if name.endswith(TIMES) else usual for name, usual in whole.items()
        }
        writers["shell"].writerow((row_of_table | {"merged_into": str(count + 1)} | row).values())
        writers["foreign"].writerow([row[name] for name in FOREIGN])
        shown = row | {"id": f"C-{row['id']}", "customer_id": f"CU-{row['customer_id']}"}
        writers["own"].writerow([shown[name] for name in OWN])
    for file in files.values():
        file.close()
    return paths


def fresh(path: Path, *, trigger: bool) -> Path:
    """An empty desk with customers, but for the cases."""
    for end in ("", "-wal", "-shm"):
        path.with_name(path.name + end).unlink(missing_ok=True)
    if trigger:
        script = f"PRAGMA journal_mode = WAL;\n{SCHEMA_FILE.read_text(encoding='utf-8')}\n{TRIGGER}"
        subprocess.run(["sqlite3", str(path)], input=script, text=True, check=True, stdout=subprocess.DEVNULL)
        return path
    store = Store.open(path)
    at = "2024-01-01T00:00:00Z"
    with store.bare() as db:
        db.executemany(
            "INSERT INTO customers (id, uid, created_at, updated_at, name) VALUES (?, ?, ?, ?, ?)",
            ((number, f"c{number}", at, at, f"客户{number}") for number in range(1, CUSTOMERS + 1)),
        )
    store.close()
    return path


@dataclass(frozen=True)
class Taken:
    """What one process took: seconds on the clock and of the processor, peak MiB."""

    wall: float
    cpu: float
    peak: float


def run(words: list[str], environ: dict[str, str]) -> Taken:
    """Run one process to its end; it may keep its bytecode, as an installed program has it."""
    environ = {name: value for name, value in environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    began = time.perf_counter()
    process = subprocess.Popen(words, env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    _pid, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - began
    if status:
        assert process.stderr
        raise SystemExit(process.stderr.read().decode())
    return Taken(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def measure(folder: Path, count: int, rounds: int) -> dict[str, object]:
    """Every way once in each round."""
    files = write_files(folder, count)
    program = str(Path(sys.executable).with_name("servicedesk"))
    environ = {name: value for name, value in os.environ.items() if not name.startswith("SERVICEDESK_")}
    environ["SERVICEDESK_HOLIDAYS"] = "none"  # what a new desk does once is no part of an import
    taken: dict[str, list[Taken]] = {name: [] for name in files}
    for _round in range(rounds):
        for name, file in files.items():
            path = fresh(folder / f"{name}.db", trigger=name == "shell")
            if name == "shell":
                settings = ["-cmd", "PRAGMA cache_size = -64000", "-cmd", "PRAGMA synchronous = FULL"]
                words = ["sqlite3", str(path), *settings, ".mode csv", f".import {file} cases"]
            else:
                words = [program, "import", "case", str(file), "-q", "--db", str(path)]
            taken[name].append(run(words, environ))
            found = subprocess.run(
                ["sqlite3", str(path), "SELECT count(*) FROM cases_search; SELECT count(*) FROM cases"],
                capture_output=True, text=True, check=True,
            )  # fmt: skip
            assert found.stdout.split() == [str(count)] * 2, found.stdout
    report: dict[str, object] = {"rows": count, "rounds": rounds}
    for name, measured in taken.items():
        pairs = list(zip(taken["shell"], measured, strict=True))
        report[name] = {
            "seconds": round(statistics.median(mine.wall for mine in measured), 2),
            "cpu_seconds": round(statistics.median(mine.cpu for mine in measured), 2),
            "peak_mib": round(max(mine.peak for mine in measured)),
            "speed_against_shell": round(
                statistics.median(shell.wall / mine.wall for shell, mine in pairs), 2
            ),
            "by_cpu": round(statistics.median(shell.cpu / mine.cpu for shell, mine in pairs), 2),
        }
    return report


def main() -> None:
    """Print one line for each way."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", type=Path)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        report = measure(Path(folder), asked.rows, asked.rounds)
    for name in ("shell", "foreign", "own"):
        print(name, report[name])
    if asked.json:
        asked.json.write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
