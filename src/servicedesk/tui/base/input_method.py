"""Is an input method in the way? Its characters reach a list only while it is on."""

import unicodedata


def from_input_method(character: str) -> bool:
    """Whether no Western keyboard sends this character: Chinese, Japanese, Korean, full-width."""
    return len(character) == 1 and unicodedata.east_asian_width(character) in {"W", "F"}
