"""The desk whose file is copied, brought back and damaged."""

from pathlib import Path

import pytest

from servicedesk.services.context import Clock
from servicedesk.services.maintenance import MaintenanceService
from tests.builders import FixedTime, given_call, open_desk


@pytest.fixture
def time() -> FixedTime:
    return FixedTime()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """The file of a desk with a few calls on it, closed."""
    place = tmp_path / "desk" / "desk.db"
    with open_desk(place) as desk:
        for number in range(30):
            given_call(desk, f"王{number} 139 0000 {number:04d}", "空调漏水", priority=3)
    return place


@pytest.fixture
def service(path: Path, time: FixedTime) -> MaintenanceService:
    return MaintenanceService(path, Clock(time))
