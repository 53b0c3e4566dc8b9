"""What a list shows as the outcome of a promise is what is typed to find it."""

from pathlib import Path

from servicedesk.domain.words.followups import PROMISE_OUTCOMES
from servicedesk.i18n import in_every_language
from tests.builders import NOW, FixedTime, open_desk
from tests.services.test_lists import a_busy_desk


def test_the_outcome_that_a_list_shows_is_typed_for_its_rows(tmp_path: Path) -> None:
    time = FixedTime()
    with open_desk(tmp_path / "desk.db", time) as desk:
        a_busy_desk(desk, time, 1)
        time.moment = NOW
        rows = [row for known in desk.lists.ids("promise", "") if (row := desk.promises.get(known))]
        seen = set()
        for word in PROMISE_OUTCOMES.words:
            shown = {row.id for row in rows if row.outcome(NOW) == word.value}
            seen |= shown
            for label in in_every_language(word.label):
                assert set(desk.lists.ids("promise", f'承诺结果:"{label}"')) == shown, label
                assert set(desk.lists.ids("promise", f'outcome:"{label}"')) == shown, label
            if word.value in {"kept", "slipped", "broken"}:
                assert set(desk.lists.ids("promise", f"is:{word.value}")) == shown
        assert seen == {row.id for row in rows}
