"""Tab in "Who": it takes the one who can be meant, and right behind that it keeps the words: somebody new.

Tab Tab on the exact name or number of a card is a deliberate second card of that name, and is said so.
"""

from dataclasses import dataclass

from servicedesk.domain.caller_line import name_and_number
from servicedesk.domain.phones import digits_of
from servicedesk.domain.rows.customers import CustomerRow
from servicedesk.tui.calls.call_lookup import Found
from servicedesk.tui.calls.call_words import WHOLE_NUMBER, CallWords


@dataclass(frozen=True, slots=True)
class TakenByTab:
    """The words before Tab took somebody, and those that it made of them."""

    before: CallWords
    after: CallWords


class CallerTab:
    """What Tab may do, and may take back; it knows no widgets."""

    def __init__(self) -> None:
        """Nothing was taken yet."""
        self._taken: TakenByTab | None = None
        self.declined = ""
        """For whom Tab takes nobody: it took somebody who was not meant."""

    def forget(self) -> None:
        """Another call."""
        self._taken, self.declined = None, ""

    def took(self, before: CallWords, after: CallWords) -> None:
        """Tab has made the one of the other."""
        self._taken = TakenByTab(before, after)

    def other_key(self) -> None:
        """Another key than Tab was pressed: what was taken stays."""
        self._taken = None

    def to_keep_instead(self, words: CallWords) -> CallWords | None:
        """The words to go back to; None where anything came since Tab took somebody."""
        taken, self._taken = self._taken, None
        return taken.before if taken is not None and taken.after == words else None


def taken_by_tab(found: Found, asked: str, region: str) -> CustomerRow | None:
    """The one who can be meant by what was `asked`; None where it can be several people, or somebody new.

    That is the one whom a save would recognise, else the only candidate; but a whole number that nobody has
    means somebody new.
    """
    if found.typed != asked or found.are_near or found.sharing:
        return None
    if found.known is not None:
        return found.known
    is_whole = len(digits_of(name_and_number(found.typed, region)[1])) >= WHOLE_NUMBER
    return found.candidates[0] if len(found.candidates) == 1 and not is_whole else None
