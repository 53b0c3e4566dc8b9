"""Labels and tags: what makes two of them the same, how they are shown, and how they are typed."""

import re
from collections.abc import Iterable

from servicedesk.domain.query_tokens import plain_pieces

_HAS_BLANK = re.compile(r"\s").search
MOST_WORDS = 6
"""A label of more words is typed in quotes."""


def fold_label(label: str) -> str:
    """What labels are compared by: 漏水 and ＬＥＡＫ as a search sees them, a lone 🔥 as it is."""
    # Most lists have no label, and what words are is dear to import.
    from servicedesk.domain.search_terms import segment

    # A sign has no search tokens, and no two of those are the same label.
    return segment(label) or label.strip().casefold()


def signed(label: str) -> str:
    """A label as it is shown, and understood when it is typed back: +leak, +"no hot water"."""
    return f'+"{label}"' if _HAS_BLANK(label) and '"' not in label else f"+{label}"


def near_labels(typed: str, known: Iterable[str]) -> list[str]:
    """The labels that `typed` begins, else those that hold it, else those near it; none where it is one."""
    from servicedesk.domain.near_words import nearest

    folded = {fold_label(label): label for label in known}
    wanted = fold_label(typed)
    if not wanted or wanted in folded:
        return []
    begun = [label for key, label in folded.items() if key.startswith(wanted)]
    near = begun or [label for key, label in folded.items() if wanted in key]
    if not near and (name := nearest(wanted, folded)):
        near = [folded[name]]
    return list(map(signed, near))


def may_have_labels_of_words(query: str) -> bool:
    """Whether a label of several words may stand in it without quotes."""
    return re.search(r"[+＋]\S+\s+\S", query) is not None


def quoted_labels(query: str, known: Iterable[str]) -> str:
    """The query with each known label of several words in quotes: +no hot water as +"no hot water".

    The longest is meant.
    """
    folded = {fold_label(label) for label in known if _HAS_BLANK(label.strip())}
    pieces = list(plain_pieces(query)) if folded else []
    place, found, at = 0, [], 0
    while at < len(pieces):
        start, _end, is_label = pieces[at]
        at += 1
        if not is_label:
            continue
        last = at
        while last < len(pieces) and last - at < MOST_WORDS - 1 and not _begins_another(query, pieces[last]):
            last += 1
        for stop in range(last, at, -1):
            words = query[start : pieces[stop - 1][1]]
            if fold_label(words) in folded:
                found.append(f'{query[place:start]}"{words}"')
                place, at = pieces[stop - 1][1], stop
                break
    return "".join(found) + query[place:]


def _begins_another(query: str, piece: tuple[int, int, bool]) -> bool:
    return (
        piece[2]
        or query[piece[0]] in '-－|｜"“'
        or any(sign in query[piece[0] : piece[1]] for sign in ':："')
    )
