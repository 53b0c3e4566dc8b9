"""Satisfaction said in words, and what says that nobody has been asked. Read by import."""

from collections.abc import Mapping
from types import MappingProxyType

from servicedesk.domain.words.reading import fold_word

SATISFACTION: Mapping[str, int] = MappingProxyType(
    {
        fold_word(word): score
        for score, words in {
            100: "very satisfied|good|excellent|extremely satisfied|非常满意|很满意|十分满意|好评|很好",
            75: "satisfied|满意|较满意|比较满意|好",
            50: "neutral|fair|ok|average|一般|基本满意|中评|还行",
            25: "dissatisfied|unsatisfied|poor|不满意|较不满意|不太满意|差",
            0: "very dissatisfied|bad|terrible|extremely dissatisfied|非常不满意|很不满意|极不满意|差评|很差",
        }.items()
        for word in words.split("|")
    }
)
"""Answers in words on the 100-point scale of the desk's satisfaction figures, five even steps."""

NOT_ASKED = frozenset(
    fold_word(word) for word in ("offered", "unoffered", "not offered", "未评价", "未评", "暂无", "n/a", "-")
)
"""Said of a satisfaction that nobody has given yet."""
