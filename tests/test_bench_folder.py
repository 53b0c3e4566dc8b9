"""The script that tries a whole folder of files tells which are taken, refused and not well."""

from pathlib import Path

import pytest
from bench import folder


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """A register, a file that is none, and what is no plain file."""
    (tmp_path / "旧表.csv").write_text(
        "客户名称,联系电话,投诉内容,受理时间\n王芳,13800000000,[/] 漏水,2026-03-02\n"
    )
    (tmp_path / "mail.txt").write_text("From: a@example.org\nTo: b@example.org\nSubject: hello\n\nText\n")
    (tmp_path / "elsewhere.csv").symlink_to("/dev/zero")
    return tmp_path


def test_a_folder_is_gone_through_and_nothing_is_written_to_it(
    files: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = sorted(files.iterdir())
    monkeypatch.setattr("sys.argv", ["folder", str(files)])
    assert folder.main() == 0
    assert "2 files: 1 with rows of ours, 1 refused, 0 not well" in capsys.readouterr().out
    assert sorted(files.iterdir()) == before


def test_a_run_past_its_limits_is_told(files: Path) -> None:
    tried = folder.Trial(seconds=0, megabytes=2048).of(files / "旧表.csv", "旧表.csv")
    assert tried.faults[0] == "import auto: ended by signal 9"
