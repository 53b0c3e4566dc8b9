"""Writing the shipped policies: TOML texts and comments in the language of the desk."""

import json
from collections.abc import Iterable, Mapping

from servicedesk.domain.signs import in_brackets
from servicedesk.i18n import _


def quoted(text: str) -> str:
    """`text` as TOML writes it: in quotation marks, with what needs an escape escaped."""
    # Every escape of JSON is one of TOML; only DEL must be escaped here and not there.
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def quoted_list(texts: Iterable[str]) -> str:
    """A list of texts on one line."""
    return "[" + ", ".join(quoted(text) for text in texts) + "]"


def comment(*lines: str) -> str:
    """Comment lines; each of `lines` is one."""
    return "\n".join(f"# {line}" for line in lines)


def document(*blocks: str) -> str:
    """The blocks with an empty line between them."""
    return "\n\n".join(blocks) + "\n"


def code_list(labels: Mapping[str, str]) -> str:
    """The names that a document uses, each with what it means where the language has another word for it."""
    pairs = [(code, _(label)) for code, label in labels.items()]
    return _(", ").join(code if code == label else in_brackets(code, label) for code, label in pairs)
