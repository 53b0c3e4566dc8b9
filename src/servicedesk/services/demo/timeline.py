"""A queue of planned events in order of time; an event may plan others when it runs."""

from collections.abc import Callable
from heapq import heappop, heappush

Happening = Callable[[int], object]
"""Is told its moment."""


class Timeline:
    """A heap of happenings; those of one moment happen in the order in which they were planned."""

    def __init__(self, now: int) -> None:
        self.now = now
        self._waiting: list[tuple[int, int, Happening]] = []
        self._planned = 0

    def plan(self, moment: int, happening: Happening) -> None:
        """Let something happen at `moment`; what lies in the future is forgotten."""
        if moment < self.now:
            self._planned += 1
            heappush(self._waiting, (moment, self._planned, happening))

    def run_until(self, moment: int) -> None:
        """Let everything before `moment` happen."""
        while self._waiting and self._waiting[0][0] < moment:
            at, _order, happening = heappop(self._waiting)
            happening(at)
