"""What the fields of the call form are called: of a call that we make they ask whom we called."""

from servicedesk.i18n import _, pgettext


def who_label(direction: str) -> str:
    """The name of the field for the caller, or for whom we call."""
    return pgettext("call out", "Whom") if direction == "out" else pgettext("call", "Who")


def what_label(direction: str) -> str:
    """The name of the field for what was said."""
    return pgettext("call out", "What") if direction == "out" else _("What")


def what_hint(direction: str) -> str:
    """What the empty field for the words asks for."""
    return _("what you spoke about") if direction == "out" else _("what about, in their own words")


def nothing_yet(direction: str) -> str:
    """That there is nothing to save, and what is needed for it."""
    if direction == "out":
        return _("Nothing to save yet: write whom you called or what about.")
    return _("Nothing to save yet: write who called or what about.")
