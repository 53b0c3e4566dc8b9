"""Labels and tags: what makes two of them the same."""

from servicedesk.domain.search_terms import segment


def fold_label(label: str) -> str:
    """What labels are compared by: 漏水 and ＬＥＡＫ as a search sees them, a lone 🔥 as it is."""
    # A sign has no search tokens, and no two of those are the same label.
    return segment(label) or label.strip().casefold()
