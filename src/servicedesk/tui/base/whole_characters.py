"""Draw overlays whole: what lies on top is not cut at the borders of what lies below it.

Textual's compositor cuts every line of the window at the left and right edge of each widget in sight, also of
those that are covered there, and `Strip.divide` makes blanks of a wide character that stands across a cut. So
a message over a list and its preview lost the Chinese characters that stood over their border. Here a line is
cut at an edge only where it can be seen: where no widget lies over it from further left to further right.

Read in Textual 8.2: `Compositor.cuts`, `_render_chops`, `render_partial_update`.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from textual._compositor import ChopsUpdate, Compositor
from textual.geometry import Region
from textual.screen import Screen
from textual.strip import Strip


class WholeCharacters(Compositor):
    """A compositor whose lines are cut where something that can be seen begins or ends, and nowhere else."""

    @property
    def cuts(self) -> list[list[int]]:
        """The cells at which each line is cut, its two ends among them, in order."""
        if self._cuts is not None:
            return self._cuts
        width, height = self.size
        cuts: list[set[int]] = [{0, width} for _line in range(height)]
        above: list[list[tuple[int, int]]] = [[] for _line in range(height)]
        # From front to back: what is in `above` lies over whatever comes after it.
        for region, clip in self.visible_widgets.values():
            x, y, cells, lines = region.intersection(clip)
            if not cells or not lines:
                continue
            end = x + cells
            for line_cuts, spans in zip(cuts[y : y + lines], above[y : y + lines], strict=True):
                if not any(begins < x < ends for begins, ends in spans):
                    line_cuts.add(x)
                if not any(begins < end < ends for begins, ends in spans):
                    line_cuts.add(end)
                spans.append((x, end))
        self._cuts = [sorted(line_cuts) for line_cuts in cuts]
        return self._cuts

    def _render_chops(
        self, crop: Region, is_rendered_line: Callable[[int], bool]
    ) -> Sequence[Mapping[int, Strip]]:
        """The pieces of each line by where they begin, the frontmost of each; None where nothing was drawn.

        As Textual does it, but a widget may begin between two cuts: under what lies over its edge.
        """
        cuts = self.cuts
        chops: list[dict[int, Any]] = [dict.fromkeys(line_cuts[:-1]) for line_cuts in cuts]
        for region, clip, strips in self._get_renders(crop):
            shown = region.intersection(clip)
            first, last = shown.column_span
            for y, strip in zip(shown.line_range, strips, strict=False):
                if not is_rendered_line(y):
                    continue
                own = [cut for cut in cuts[y] if first <= cut <= last]
                if len(own) < 2:
                    continue
                pieces = strip.divide([cut - first for cut in own if cut > first])
                line = chops[y]
                for cut, piece in zip(own, pieces[own[0] > first :], strict=False):
                    if line.get(cut) is None:
                        line[cut] = piece
        return chops

    def render_partial_update(self) -> ChopsUpdate | None:
        """What has changed, piece by piece: an update that ended within a piece could halve a character."""
        regions = self._dirty_regions.copy()
        self._dirty_regions.clear()
        if not regions:
            return None
        spans = list(self._in_whole_pieces(regions))
        drawn = {y for y, _begin, _end in spans}
        crop = Region.from_union(list(regions)).intersection(self.size.region)
        if not spans or not crop:
            return None
        chops = self._render_chops(crop, drawn.__contains__)
        return ChopsUpdate(chops, spans, [line_cuts[1:] for line_cuts in self.cuts])

    def _in_whole_pieces(self, regions: set[Region]) -> Iterator[tuple[int, int, int]]:
        cuts = self.cuts
        for y, begin, end in self._regions_to_spans(regions):
            if 0 <= y < len(cuts):
                yield (
                    y,
                    max((cut for cut in cuts[y] if cut <= begin), default=begin),
                    min((cut for cut in cuts[y] if cut >= end), default=end),
                )


def draw_whole(screen: Screen[Any]) -> None:
    """Let `screen`, which is not shown yet, draw what lies on top whole."""
    screen._compositor = WholeCharacters()  # noqa: SLF001 - Textual offers no other way
