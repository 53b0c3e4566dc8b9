"""Whom a case waits for, by the word that other programs have for its state: `Waiting on Third Party`."""

import re
from unicodedata import normalize

from servicedesk.domain.words.reading import in_simplified

_BY_WHOM = tuple(
    (whom, re.compile(words))
    for whom, words in (
        (
            "customer",
            (
                r"customer|client|\bcontact\b|caller|requester|reporter|\bend.?user|\busers?\b|kunde|anrufer|melder"
                r"|客户|用户|顾客|业主|住户|诉求人|投诉人|报修人"
            ),
        ),
        (
            "supplier",
            (
                r"third.?part|vendor|supplier|provider|manufacturer|\bparts?\b|lieferant|hersteller|dritte|ersatzteil"
                r"|\bteile?\b|供应商|厂家|厂商|第三方|配件|备件|到货"
            ),
        ),
        (
            "department",
            (
                r"support|\binternal|department|approval|engineering|development|\bteam\b|management|\bproblem\b|\bchange\b"
                r"|\bintern|abteilung|genehmigung|其他部门|内部|审批|研发|技术部|转办|转派"
            ),
        ),
    )
)
_LONGEST = 60
"""Characters of a word for a state."""


def awaited(text: str) -> str:
    """Of a state that waits whom it waits for, as policies.waiting.WHOM has it; '' where it does not say."""
    if len(text) > _LONGEST:
        return ""
    written = in_simplified(normalize("NFKC", text).casefold().replace("_", " "))
    return next((whom for whom, words in _BY_WHOM if words.search(written)), "")
