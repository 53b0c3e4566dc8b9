"""The question to whom a file is encrypted: public keys, or files of them, as `--to-key` takes them."""

from servicedesk.exchange.encrypted import recipients
from servicedesk.i18n import _
from servicedesk.tui.files.places import Places
from servicedesk.tui.forms.asking import refusal_of
from servicedesk.tui.forms.fields_form import FormField


def keys_field(places: Places) -> FormField:
    """The field; in it stands what was said in this window last."""
    return FormField(
        "keys",
        _("Encrypt to"),
        places.keys,
        hint=_("nobody; or public keys, age1…, or a file of them"),
        check=refusal_of(lambda text: recipients(keys_in(text))),
    )


def keys_in(text: str) -> list[str]:
    """The keys and files that stand in the field, with commas between."""
    return [word.strip() for word in text.replace("，", ",").split(",") if word.strip()]
