"""The table of the commonest jobs in docs/keys.md: its keys are pressed, and do what it says."""

import shutil
from pathlib import Path

import pytest
from scripts.jobs import JOBS, Job, Typed
from scripts.tour import demo_app, demo_desk, press

from tests.tui.conftest import wait_until


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo")
    demo_desk(folder, "en")
    return folder


@pytest.mark.xdist_group("key counts")
@pytest.mark.parametrize("job", JOBS, ids=[job.what for job in JOBS])
async def test_the_keys_of_a_common_job_do_it(job: Job, demo: Path, tmp_path: Path) -> None:
    shutil.copytree(demo, tmp_path, dirs_exist_ok=True)
    async with demo_app(tmp_path, "en", (80, 24)) as (app, pilot):
        await wait_until(pilot, lambda: app.changes)
        await press(pilot, job.before, lambda pilot: pilot.pause())
        assert not job.done(app)
        for key in job.keys:
            await press(pilot, tuple(key) if isinstance(key, Typed) else (key,), lambda pilot: pilot.pause())
        await wait_until(pilot, lambda: job.done(app))


def test_no_common_job_takes_more_keys_than_it_may() -> None:
    assert len(JOBS) == 12
    counts = {job.what: job.count for job in JOBS}
    assert counts["Log a call that nobody took"] <= 4
    assert counts["Log a call to a customer"] <= 3
    assert counts["Log a call to a customer who was not reached"] <= 3
    assert max(counts.values()) <= 5
