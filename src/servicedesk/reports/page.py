"""A document as one HTML page: nothing is fetched, no script runs, and it prints well."""

from pathlib import Path

from servicedesk.domain.wording import before_value
from servicedesk.reports.document import LACKS, WHOLE, Document

TEMPLATE = "page.html.jinja"
LONG = 400
"""Signs of a text that may be parted between two sheets; a shorter one stands on one of them whole."""


def as_html(document: Document) -> str:
    """The document as a page that needs no other file; it ends with a line feed."""
    # Loaded for a page alone: it costs more than the whole of an ordinary command.
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    template = environment.get_template(TEMPLATE)
    return template.render(
        document=document.cleaned(), before_value=before_value, lacks=LACKS, whole=WHOLE, long=LONG
    )
