"""What other programs write where we have a closed list. Only import reads it, after our own words.

A person at the filter bar means something else by some of them: a Zendesk ticket that is `open` has not
been worked on, while our filter knows `open` as a condition. Sources: the value lists of Zendesk, Freshdesk
(codes), osTicket, Redmine, NYC and LA 311, CFPB, iCalendar, Chinese and German registers.
"""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any
from unicodedata import normalize

from servicedesk.domain.words.awaited import awaited
from servicedesk.domain.words.contained import state_within
from servicedesk.domain.words.lists import LISTS
from servicedesk.domain.words.reading import fold_word, in_simplified
from servicedesk.i18n import CONTEXT_END

YES = ("yes", "y", "true", "1", "ja", "是", "✓", "✔", "√", "☑", "x")
NO = ("no", "n", "false", "0", "nein", "否", "✗", "✘", "×", "☐")
"""What stands in a column that asks whether something is so; marks, too."""
_IS_SO, _IS_NOT = "|".join(YES), "|".join(NO)


def _words(list_name: str, **theirs: str) -> Mapping[str, Any]:
    """Their words, folded, with our value, which is named by its code."""
    ours = LISTS[list_name].by_code
    return MappingProxyType(
        {
            fold_word(word): ours[code.rstrip("_")]
            for code, words in theirs.items()
            for word in words.split("|")
        }
    )


FOREIGN: Mapping[str, Mapping[str, Any]] = MappingProxyType(
    {
        "case_state": _words(
            "case_state",
            new="open|opened|unassigned|unspecified|submitted|received|created|draft|2|offen|neu",
            working=(
                "assigned|started|active|reopened|accepted|acknowledged|investigating|processing|in arbeit"
                "|in bearbeitung|escalated|eskaliert|wip|work in progress"
            ),
            waiting=(
                "pending|hold|waiting for customer|waiting on customer|waiting on third party|awaiting reply"
                "|feedback|referred|referred out|forward|forwarded|blocked|deferred|3|暂缓|wartend|wartet"
                "|wartet auf kunde|wartet auf kunden|warten auf kunde|warten auf kunden|wartet auf antwort"
                "|zurückgestellt"
            ),
            # A tick alone says that it is done, and no more.
            solved="completed|complete|done|fixed|finished|answered|4|gelöst|erledigt|behoben|fertig|√|✓|✔|☑|x|是|ja|yes",
            told="informed",
            closed="archived|5|geschlossen|abgeschlossen",
            duplicate="duplicated",
            cancelled="cancel|rejected|withdrawn|invalid|void|voided|spam|deleted|wontfix|storniert|zurückgezogen",
        ),
        "case_kind": _words(
            "case_kind",
            complaint="incident|problem|bug|beschwerde|reklamation",
            request="task|support|change|service|auftrag",
            enquiry="query|information|lead|anfrage|frage",
            suggestion="feature request|feature|feedback|compliment|praise|anregung|lob",
        ),
        "channel": _words(
            "channel",
            phone="calls|voice|phone call|inbound call|3|telefon|telefonisch|anruf",
            message="whatsapp|telegram|messenger|line|instant message|im",
            email="mail message|1",
            web="webseite|web form|portal|self service|mobile app|mobile|internet|api|2|7|9|web service",
            wechat="wechat official account",
            visit="onsite|visit in person|persönlich|besuch|vor ort",
            social="twitter|facebook|instagram|weibo|tweet",
            letter="postal mail|letters|paper|brief|schriftlich",
        ),
        "priority": _words(
            "priority",
            low="minor|trivial|p4|niedrig|gering|very low|sehr niedrig|sehr gering",
            normal="moderate|default|p3|mittel",
            high="major|serious|p2|hoch",
            urgent="critical|emergency|immediate|blocker|p1|very high|dringend|sehr hoch|kritisch",
        ),
        "direction": _words(
            "direction",
            in_=(
                "received|eingehend|eingang|ein|已接|未接|未接来电|已接来电|已接听|呼入已接|呼入未接"
                "|来电已接|来电未接|拒接|已拒接|拒接来电|answered|missed|missed call|missed incoming"
                "|incoming missed|inbound missed"
                "|rejected|declined|voicemail|verpasst|verpasster anruf|entgangen|abgewiesen|abgelehnt"
            ),
            out=(
                "dialed|dialled|made|ausgehend|ausgang|aus|已拨|已拨电话|呼出已接|呼出未接|呼出未接通"
                "|去电已接|去电未接|已拨未接|outgoing missed|missed outgoing|outgoing unanswered"
            ),
        ),
        "outcome": _words(
            "outcome",
            answered="completed|connected|call connected|accepted|yes|y|1|true|是|angenommen|beantwortet",
            case_opened="case created|ticket created|complaint filed",
            order_taken="sale",
            call_back="call back later|voicemail|left message",
            abandoned=(
                "busy|failed|rejected|declined|hang up|no|n|0|false|unanswered|否|verpasst|nicht angenommen"
                "|nicht erreicht"
                "|keine antwort|besetzt"
            ),
            wrong_number="打错了|falsche nummer|falsch verbunden|verwählt",
        ),
        "customer_kind": _words(
            "customer_kind",
            person="people|contact|private|consumer|b2c|privat|privatkunde",
            company="corporate|enterprise|firm|b2b|firma|geschäftskunde",
        ),
        "followup_state": _words(
            "followup_state",
            planned=(
                "plan|open|pending|scheduled|new|needs-action|in-process|not started|offen|geplant|ausstehend"
                f"|{_IS_NOT}"
            ),
            held=f"completed|complete|finished|closed|erledigt|abgeschlossen|durchgeführt|erfolgt|{_IS_SO}",
            missed=(
                "no show|skipped|failed|no answer|not reached|unreachable|nicht erreicht|未接|未接听|无人接"
                "|无人应答|没人接|没接|电话未接通|电话无人接听|联系不上|未联系上|关机"
            ),
            cancelled="cancel|abgesagt|entfällt",
        ),
        "method": _words(
            "method",
            call="anruf|telefon|telefonat|telefonisch|calls",
            visit="onsite|meeting|besuch|vor ort|persönlich",
            message="whatsapp|nachricht",
            letter="post|brief",
        ),
        "severity": _words(
            "severity",
            minor="trivial|negligible",
            moderate="average",
            critical="extreme|extremely serious|catastrophic|emergency|urgent",
        ),
        "complexity": _words(
            "complexity",
            simple="straightforward",
            involved="moderate|normal|average",
            complex="hard|very complex",
        ),
        "impact": _words("impact", one="individual", several="moderate", many="widespread"),
        "remedy": _words(
            "remedy",
            refund="refunded|reimbursement",
            exchange="exchanged|swap",
            repair="repaired|fix|rework",
            substitute="substitution|replaced",
            technical_help="technical assistance|support",
            information="info|clarification",
            referral="referred|escalation",
            financial_help="financial assistance|financial support",
            compensation="compensated|damages",
            apology="apologised|apologized|apologies|sorry",
            gift="goodwill gift|present|gesture",
            credit_note="credit",
            other="others|misc",
            none_="rejected|unfounded",
        ),
        "relation": _words("relation", parent="subtask of", related="relates to"),
        "promise_state": _words(
            "promise_state",
            open=f"opened|pending|outstanding|not yet|offen|{_IS_NOT}",
            done=f"fulfilled|completed|complete|finished|closed|erledigt|eingehalten|{_IS_SO}",
            retold="postponed|rescheduled|moved|slipped",
            withdrawn="canceled|cancel|void",
        ),
    }
)

_OUTCOME_BESIDE_DIRECTION: Mapping[str, str] = MappingProxyType(
    {
        fold_word(word): outcome
        for outcome, words in {
            "answered": "已接|已接来电|已接听|已接通|呼入已接|来电已接|呼出已接|去电已接|answered",
            "abandoned": (
                "未接|未接来电|未接通|未接听|呼入未接|来电未接|呼出未接|呼出未接通|去电未接"
                "|已拨未接|拒接|已拒接|拒接来电|missed|missed call|missed incoming|incoming missed"
                "|inbound missed|outgoing missed"
                "|missed outgoing|outgoing unanswered|unanswered|no answer|abandoned|rejected|declined"
                "|verpasst|verpasster anruf|entgangen|abgewiesen|abgelehnt"
            ),
            "call_back": "voicemail",
        }.items()
        for word in words.split("|")
    }
)
"""Words in a column of directions that tell how the call ended, too: 未接."""


def outcome_beside_direction(text: str) -> str | None:
    """What came of a call, as the word for its direction says; None where it does not."""
    return _OUTCOME_BESIDE_DIRECTION.get(in_simplified(fold_word(text))) if text else None


_STATE_BEGINNINGS = (
    ("closed", "closed"),
    ("pending", "waiting"),
    ("waiting", "waiting"),
    ("awaiting", "waiting"),
    ("warten", "waiting"),
    ("wartet", "waiting"),
    ("onhold", "waiting"),
    ("referred", "waiting"),
    ("resolved", "solved"),
    ("cancel", "cancelled"),
    ("inprogress", "working"),
    ("reopen", "working"),
    ("duplicate", "duplicate"),
)
"""`Closed with explanation`, `Pending - vendor`: the first word decides."""


_CHANNEL_ENDINGS = (
    ("app", "web"),
    ("网站", "web"),
    ("网", "web"),
    ("平台", "web"),
    ("portal", "web"),
    ("热线", "phone"),
    ("电话", "phone"),
    ("hotline", "phone"),
    ("公众号", "wechat"),
    ("小程序", "wechat"),
    ("微信", "wechat"),
    ("短信", "message"),
    ("邮箱", "email"),
    ("邮件", "email"),
)
"""`e福州app`, `12345热线`: a name of its own, and the last word says what it is."""


_NUMBERED = re.compile(
    r"\s*(?:(?:p|s|sev|prio)?\s*\d{1,2}\s*(?:[-–—.:：)、/]\s*|\s)|\(\d{1,2}\)\s*)(?=[^\d\s])", re.IGNORECASE
)
_REMARK = re.compile(r"(?<=\S)\s*[(\[【][^()\[\]【】]*[)\]】]\s*")


_WIDER: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        name: frozenset(map(fold_word, words.split("|")))
        for name, words in {
            "case_state": "escalated|eskaliert|已升级|督办中|spam|wontfix",
            "channel": "12345|12345热线",
            "direction": "未接|未接来电|拒接|已拒接|拒接来电|rejected|declined|abgewiesen|voicemail",
            "followup_state": (
                "未接通|无人接听|拒访|拒绝回访|不回访|空号|停机|no show|no answer|not reached|unreachable"
                "|nicht erreicht|未接|未接听|无人接|无人应答|没人接|没接|电话未接通|电话无人接听"
                "|联系不上|未联系上|关机|改期|无需回访|免回访|不需回访"
            ),
            "outcome": (
                "空号|停机|关机|忙线|占线|拒接|rejected|declined|busy|besetzt|failed|voicemail"
                "|left message|留言|骚扰电话|推销"
            ),
            "promise_state": "作废|已撤销|void|另行承诺|重新承诺",
        }.items()
    }
)
"""Words that come to a value which says less: a number that does not exist, 空号, is not one that is busy."""


_WITH_AMOUNTS = frozenset({"remedy"})
"""Lists whose words stand with numbers that say how much."""


def _without_number(text: str) -> str:
    """`1 - Critical`, `2. High`, `3 normal` without the number that sorts them."""
    written = normalize("NFKC", text)
    found = _NUMBERED.match(written)
    return written[found.end() :] if found else text


def says_more(list_name: str, text: str) -> bool:
    """Whether `text`, which read_any() understands, says more than the value that it comes to."""
    words = LISTS[list_name]
    if list_name == "case_state" and awaited(text) and read_any(list_name, text) == "waiting":
        return True  # whom it waits for
    if _known(list_name, text) is None and (bare := _without_number(text)) != text:
        text = bare
    if list_name == "channel" and _known(list_name, text) is None:
        text = _BY.sub("", text)
    word = fold_word(text)
    if list_name == "channel" and read_any(list_name, text) == "message":
        label = words.labels["message"].rpartition(CONTEXT_END)[2]
        return word not in {fold_word(label), "message", "消息"}
    if in_simplified(word) in _WIDER.get(list_name, ()):
        return True
    return words.read(text) is None and word not in FOREIGN.get(list_name, {})


def read_any(list_name: str, text: str) -> Any:
    """The value of the list that `text` means, in our words or those of another program; None for none.

    A number before the word and a remark in brackets behind it are no part of it.
    """
    found = knows(list_name, text)
    return state_within(text) if found is None and list_name == "case_state" else found


def knows(list_name: str, text: str) -> Any:
    """As read_any(), of words that are known as they stand: what prose holds among others says nothing."""
    found = _known(list_name, text)
    if list_name in _WITH_AMOUNTS:
        return found
    if found is None and (bare := _without_number(text)) != text:
        found = _known(list_name, bare)
        text = bare
    if found is None and (bare := _REMARK.sub("", normalize("NFKC", text))) and bare != text:
        found = _known(list_name, bare)
    if found is None and list_name == "channel" and (bare := _BY.sub("", text)) != text:
        found = _known(list_name, bare)
    return found


_BY = re.compile(
    r"^\s*(?:(?:by|via|per|through|over|on|using)\s+(?:the\s+|a\s+|an\s+)?|通过)(?=\w)", re.IGNORECASE
)
"""How a word of a channel begins in a sentence: `by phone`, `per E-Mail`."""


def _known(list_name: str, text: str) -> Any:
    ours = LISTS[list_name].read(text)
    if ours is not None:
        return ours
    word = fold_word(text)
    found = FOREIGN.get(list_name, {}).get(word)
    if found is None and list_name == "case_state":
        begun = next((state for beginning, state in _STATE_BEGINNINGS if word.startswith(beginning)), None)
        # 等待处理 has not been begun; 等待客户回复 waits.
        is_wait = word.startswith(("等", "待")) and awaited(text) in {"customer", "supplier"}
        return "waiting" if begun is None and is_wait else begun
    if found is None and list_name == "channel":
        return next((channel for ending, channel in _CHANNEL_ENDINGS if word.endswith(ending)), None)
    return found
