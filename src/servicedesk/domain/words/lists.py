"""The closed lists by their names, as columns of files and descriptions of fields refer to them."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from servicedesk.domain.words import calls, cases, complaints, customers, followups
from servicedesk.domain.words.word import WordList

LISTS: Mapping[str, WordList[Any]] = MappingProxyType(
    {
        words.name: words
        for words in (
            *(cases.CASE_KINDS, cases.CASE_STATES, cases.PRIORITIES, cases.RELATIONS),
            *(calls.CHANNELS, calls.DIRECTIONS, calls.OUTCOMES),
            *(customers.CUSTOMER_KINDS, customers.TIERS, customers.ROLES),
            *(followups.FOLLOWUP_STATES, followups.METHODS),
            *(followups.PROMISE_STATES, followups.PROMISE_OUTCOMES),
            *(complaints.SEVERITIES, complaints.COMPLEXITIES, complaints.IMPACTS),
            *(complaints.REMEDIES, complaints.COMPLAINT_OUTCOMES, complaints.SIDES, complaints.YES_NO),
        )
    }
)
