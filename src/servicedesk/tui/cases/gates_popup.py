"""GatesPopup: what cases still lack before they can be closed, and a key to mend each.

For one case every gate is a line with ✓ or ✗; of several cases each is a line that names what it lacks. The
keys are those that the action has in the queue, and work on all the cases that lack it.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from textual import events
from textual.content import Content

from servicedesk.domain.gates import label
from servicedesk.domain.numbers import format_number
from servicedesk.domain.wording import listed
from servicedesk.i18n import _
from servicedesk.keys.actions import BY_ID, key_shown, meant_key
from servicedesk.tui.base.safe import plain
from servicedesk.tui.cases.case_handler import OVERRIDE, counted
from servicedesk.tui.cases.step_keys import ACTION_OF_GATE
from servicedesk.tui.forms.asking import ask, needed
from servicedesk.tui.forms.choice import LineKey, draft_key
from servicedesk.tui.forms.lines_popup import Lines, LinesPopup

if TYPE_CHECKING:
    from servicedesk.services.gates import GateLine

Gates = Mapping[int, "tuple[GateLine, ...]"]


class GatesPopup(LinesPopup["Gates"]):
    """The gates of the cases that are to be closed."""

    def __init__(
        self,
        ids: Sequence[int],
        gates: Gates,
        mends: Mapping[str, Callable[[Sequence[int]], object]],
        close: Callable[[Sequence[int], str], object],
    ) -> None:
        """`mends` get the cases that lack a gate, `close` the cases and the reason of an override."""
        super().__init__(_("Before {cases} can be closed").format(cases=counted(ids)))
        self.ids = list(ids)
        self.state = gates
        self._mends = mends
        self._close = close

    def read(self) -> Gates:
        """The gates as they stand now."""
        return {case_id: self.desk.moves.gates(case_id) for case_id in self.ids}

    def lacking(self, gate: str) -> list[int]:
        """The cases that lack this."""
        gates = self.state or {}
        return [
            case_id
            for case_id, lines in gates.items()
            if any(line.name == gate and not line.is_met for line in lines)
        ]

    @property
    def is_met(self) -> bool:
        """Whether nothing is missing any more."""
        return not any(self.lacking(gate) for gate in ACTION_OF_GATE)

    def lines(self, state: Gates) -> Lines:
        """A line a gate, or a line a case."""
        if len(state) == 1:
            return [(gate.name, self._gate_line(gate)) for lines in state.values() for gate in lines]
        return [(str(case_id), _case_line(case_id, lines)) for case_id, lines in state.items()]

    def _gate_line(self, gate: "GateLine") -> Content:
        if gate.is_met:
            return Content.assemble(("✓ ", "$text-success"), ("  ", ""), (plain(gate.label), "$text-muted"))
        return Content.assemble(
            ("✗ ", "$text-error"), (f"{self._key(gate.name)} ", "bold $text-accent"), plain(gate.words)
        )

    def _key(self, gate: str) -> str:
        keys = self.desk_app.keys.of(BY_ID[ACTION_OF_GATE[gate]])
        return key_shown(keys[0]) if keys else ""

    def usual_line(self) -> str:
        """The keys."""
        if self.is_met:
            return _("Nothing is missing: Enter closes the case  Esc close")
        words = _("o close anyway, with a reason  Esc close")
        if len(self.ids) == 1:
            return words
        named = [f"{self._key(gate)} {label(gate)}" for gate in ACTION_OF_GATE if self.lacking(gate)]
        return f"{'  '.join(named)}\n{words}"

    def show(self, state: Gates) -> None:
        """The cursor goes to the first thing that is missing."""
        super().show(state)
        if len(self.ids) == 1:
            for gate in ACTION_OF_GATE:
                if self.lacking(gate):
                    self.put_cursor(gate)
                    break

    def opened(self, key: str) -> None:
        """Enter mends the gate under the cursor, or closes when nothing is missing."""
        if self.is_met:
            self._finish("")
        elif key in ACTION_OF_GATE:
            self._begin(key)

    def on_key(self, event: events.Key) -> None:
        """The key of an action mends its gate, `o` closes all the same."""
        pressed = meant_key(event.character or "")
        meant = [name for name in ACTION_OF_GATE if pressed and pressed == self._key(name)]
        # One key may mend two gates: what is decided, and that it is carried out.
        if gate := next((name for name in meant if self.lacking(name)), ""):
            event.stop()
            self._begin(gate)
        elif pressed == "x" and self.is_met:
            event.stop()
            self._finish("")
        elif pressed == "o" and not self.is_met:
            event.stop()
            title = _("Why close it with something missing?")
            key = LineKey(draft_key(OVERRIDE, self.ids))
            ask(self.app, title, self._override, check=needed(_("Give a reason.")), draft_key=key)
        else:
            super().on_key(event)

    def _begin(self, gate: str) -> None:
        if ids := self.lacking(gate):
            self._mends[gate](ids)

    def _override(self, reason: str | None) -> None:
        if reason:
            self._finish(reason)

    def _finish(self, override: str) -> None:
        self._close(self.ids, override)
        self.dismiss(None)


def _case_line(case_id: int, lines: "Sequence[GateLine]") -> Content:
    names = listed(line.label for line in lines if not line.is_met)
    mark = ("✗ ", "$text-error") if names else ("✓ ", "$text-success")
    return Content.assemble(mark, (f"{format_number('case', case_id)}  ", "bold"), plain(names))
