"""How long the screens let things wait that nobody is waiting for."""

PICTURE_FIRST = 0.03
"""Seconds that the first picture of a screen gets to reach the terminal before what can wait begins."""
