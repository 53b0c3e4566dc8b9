"""Delays of background work on the screens, so that it never holds up a key or the first picture."""

PICTURE_FIRST = 0.03
"""Seconds that the first picture of a screen gets to reach the terminal before what can wait begins."""

CLOCK_FIRST = 1.0
"""Seconds after the start until the clocks are looked at: the keys of the first second go before."""

TABLES_FIRST = 2.0
"""Seconds after the start until SQLModel is loaded: the clocks and the first keys go before."""

CLOCK_EVERY = 30.0
"""Seconds from one look at the clocks to the next."""

QUIET_LINE = 20.0
"""Seconds that a warning stands in the footer while somebody types."""

CHECK_FIRST = 5.0
"""Seconds after the start until the file is looked through, once a day: what one came for goes before."""

DAMAGE_STAYS = 60.0
"""Seconds that the word of a damaged file stands."""
