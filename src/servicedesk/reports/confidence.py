"""What a copy of a dossier says of who may see it, and of what it hides."""

from collections.abc import Iterator

from servicedesk.domain.words.masks import ALL, CONTACT, NAMES, PHONES
from servicedesk.i18n import N_, _

_HIDDEN = {
    PHONES: N_("Phone numbers are masked."),
    CONTACT: N_(
        "Masked are phone numbers, e-mail and other addresses, accounts, birthdays, and the numbers of"
        " identity and bank cards."
    ),
    NAMES: N_(
        "Masked are names, phone numbers, e-mail and other addresses, accounts, birthdays, and the numbers"
        " of identity and bank cards."
    ),
    ALL: N_(
        "Masked are names, phone numbers, e-mail and other addresses, accounts, birthdays, the numbers of"
        " identity and bank cards, and all other numbers of six digits or more that are no amounts."
    ),
}


def confidence(mask: str) -> Iterator[str]:
    """The remarks for a copy that hides what `mask`, one of MASKS, says."""
    if mask in {NAMES, ALL}:
        yield _(
            "Confidential: this file is about the complaint of a person. Show it only to those who need it"
            " to deal with the complaint."
        )
    else:
        yield _(
            "Confidential: this file names the person who complained. Show it only to those who need it to"
            " deal with the complaint."
        )
    if mask in _HIDDEN:
        yield _(_HIDDEN[mask])
