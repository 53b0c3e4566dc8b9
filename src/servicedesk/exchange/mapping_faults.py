"""Why the columns of a file cannot be read, in words: two for one field, none of those that are needed."""

from collections.abc import Iterable, Sequence

from servicedesk.domain.errors import UsageError
from servicedesk.domain.text import brief
from servicedesk.exchange.column import Column, header_key
from servicedesk.exchange.column_labels import column_label, label_with_name
from servicedesk.exchange.evidence import listed
from servicedesk.i18n import _


def two_on_one(headers: Sequence[str], kind: str, column: Column, places: tuple[int, int]) -> UsageError:
    """Two columns, at `places` of `headers`, are both the same field."""
    first, second = places
    names = [brief(headers[place]) for place in places]
    if header_key(headers[first]) == header_key(headers[second]):
        # By its name the second cannot be meant.
        names = [f"#{place + 1}" for place in places]
    return UsageError(
        _("Two columns of the file are both {field}: {first} (column {i}) and {second} (column {j}).").format(
            field=column_label(column.name, kind),
            first=brief(headers[first]),
            i=first + 1,
            second=brief(headers[second]),
            j=second + 1,
        ),
        _('Say which one with --map "{header}={field}", or leave one out with --map "{other}=-".').format(
            header=names[0], field=column.name, other=names[1]
        ),
    )


def none_needed(headers: Sequence[str], kind: str, needed: Iterable[str]) -> UsageError:
    """No column is one of the fields of which a record of `kind` needs one."""
    names = _(", ").join(label_with_name(name, kind) for name in needed)
    return UsageError(_("No column of the file is one of {names}.").format(names=names), listed(headers))
