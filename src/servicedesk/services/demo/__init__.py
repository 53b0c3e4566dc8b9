"""The believable desk: a year of made-up history, Chinese and English customers mixed.

`fill(desk, size, seed, today)` is all that others call. Words are content, not interface: they stand in the
vocabulary modules of their language, not in the catalogues.
"""

from servicedesk.services.demo.filling import LARGEST_SIZE, USUAL_SIZE, Filled, fill

__all__ = ["LARGEST_SIZE", "USUAL_SIZE", "Filled", "fill"]
