"""Desks full of hostile texts, made once and copied for each test."""

import shutil
from pathlib import Path

import pytest

from tests.hostile import desks


@pytest.fixture(scope="session")
def filled_desks(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """One desk whose texts came in through the services, one where they were written past every gate."""
    folder = tmp_path_factory.mktemp("hostile")
    entered, spoilt = folder / "entered.db", folder / "spoilt.db"
    with desks.open_desk(entered) as desk:
        desks.fill(desk)
    shutil.copy(entered, spoilt)
    desks.spoil(spoilt)
    return {"entered": entered, "spoilt": spoilt}


@pytest.fixture
def entered(filled_desks: dict[str, Path], tmp_path: Path) -> Path:
    """A file of one's own whose texts came in through the services."""
    return Path(shutil.copy(filled_desks["entered"], tmp_path / "desk.db"))


@pytest.fixture
def spoilt(filled_desks: dict[str, Path], tmp_path: Path) -> Path:
    """A file of one's own whose texts were written past every gate."""
    return Path(shutil.copy(filled_desks["spoilt"], tmp_path / "desk.db"))


@pytest.fixture(params=["entered", "spoilt"])
def hostile_desk(request: pytest.FixtureRequest) -> Path:
    """Either of them."""
    path: Path = request.getfixturevalue(request.param)
    return path
