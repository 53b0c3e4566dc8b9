"""States of cases in words that hold a known one: `erfolgreich geschlossen`, `Ticket closed`, 系统已关闭.

Only where an end stands there as a word of its own, and nothing beside it denies it or puts it off.
"""

import re
from unicodedata import normalize

from servicedesk.domain.words.reading import in_simplified

_LONGEST = 40
"""Characters: what is longer is no state, but tells what was done."""
_DENIED = re.compile(
    r"\b(?:not|never|no|isn.?t|wasn.?t|to be|will be|can.?t|cannot|until|before|almost|nearly|half"
    r"|partly|partially|awaiting|waiting|wait|pending|re-?open\w*"
    r"|nicht|noch|nie|kein\w*|wird|werden|soll|muss|bis|vor|fast|halb|teil\w*|warten|wartet|wieder)\b"
    r"|[未没不无待需拟将请难否重非]|部分|等待|准备|申请|以后|之前"
)
_LATIN = tuple(
    (re.compile(rf"(?<!\w)(?:{words})(?!\w)"), state)
    for words, state in (
        ("cancelled|canceled|withdrawn|storniert|zurückgezogen", "cancelled"),
        ("closed|geschlossen|abgeschlossen|archived|archiviert", "closed"),
        ("resolved|solved|finished|completed|gelöst|erledigt|behoben|fertiggestellt", "solved"),
        ("in progress|wip|in arbeit|in bearbeitung", "working"),
    )
)
_CHINESE = tuple(
    (re.compile(f"^(?:{words})|(?:{words})$"), state)
    for words, state in (
        ("已取消|已撤销|已撤单|已撤诉|已作废", "cancelled"),
        ("已经?关闭|已经?结案|已经?办结|已完结|已归档|已关单|自动关闭|自动办结|自动结案", "closed"),
        ("已经?解决|已经?完成|已经?处理|处理完毕|处理完成|已修好", "solved"),
        ("处理中|办理中|跟进中|进行中", "working"),
    )
)


def state_within(text: str) -> str | None:
    """The state whose word stands within `text`, as in `erfolgreich geschlossen`; None for none.

    A Chinese word stands at the beginning or the end: 客户已关闭电源 tells of something else.
    """
    written = normalize("NFKC", text).casefold().strip()
    if len(written) > _LONGEST:
        return None
    spoken = in_simplified(written)
    if _DENIED.search(spoken):
        return None
    for pattern, state in (*_LATIN, *_CHINESE):
        if pattern.search(spoken):
            return state
    return None
