"""The menu of channels: how a customer was told or reached."""

from collections.abc import Callable
from typing import Any

from textual.app import App

from servicedesk.domain.words.calls import CHANNELS
from servicedesk.i18n import _
from servicedesk.tui.forms.asking import choose
from servicedesk.tui.forms.choice import Choice


def choose_channel(app: App[Any], title: str, then: Callable[[str | None], None]) -> None:
    """Offer the channels, each with a key; Enter takes the usual one, which is the phone."""
    choices = [
        Choice(channel, _(CHANNELS.labels[channel]), key=str(place))
        for place, channel in enumerate(CHANNELS.values, 1)
    ]
    choose(app, title, choices, then)
