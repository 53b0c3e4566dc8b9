"""kill -9 of a night's export at any moment: the folder is a whole export, the one before or the new one."""

import random
from pathlib import Path
from time import sleep

from servicedesk.services import export_folder
from servicedesk.services.exporting import ExportRequest
from servicedesk.settings import unfinished
from tests.builders import given_case, open_desk
from tests.hostile import desks
from tests.storage.processes import Child, Tell


def export_again_and_again(path: Path, out: Path, tell: Tell) -> None:
    """Export into one folder, each time with a case more, and tell of each that is done."""
    with open_desk(path) as desk:
        while True:
            given_case(desk, "漏水 [/]")
            tell(str(desk.exporting.run(ExportRequest("all", out)).change_number))


def test_a_killed_export_leaves_a_whole_folder_and_blocks_no_later_one(tmp_path: Path) -> None:
    path, out = tmp_path / "desk.db", tmp_path / "folder" / "night"
    with desks.open_desk(path) as desk:
        desks.fill(desk)
    told = 0
    for turn in range(8):
        with Child(lambda tell: export_again_and_again(path, out, tell)) as child:
            if turn == 0:
                child.wait_for()
            sleep(random.Random(turn).random() * 0.15)
            told = max([told, *(int(line) for line in child.kill() if line.isdigit())])
        manifest = export_folder.read(out)
        assert manifest is not None
        assert manifest.change_number >= told
        assert export_folder.digests(out, list(manifest.sha256)) == manifest.sha256
        assert {one.name for one in out.iterdir()} == {*manifest.sha256, export_folder.NAME}
        assert {one.name for one in out.parent.iterdir()} == {
            "night",
            *(one.name for one in unfinished.leftovers()),
        }
    with open_desk(path) as desk:
        desk.exporting.run(ExportRequest("all", out))
    assert [one.name for one in out.parent.iterdir()] == ["night"]
    assert unfinished.leftovers() == []
