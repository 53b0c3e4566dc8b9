"""A phone number where the customer's name is looked for, as lists have it when nobody asked for the name."""

import re
from typing import Any

from servicedesk.domain.caller_line import is_name, name_and_number
from servicedesk.domain.phones import parse_phone
from servicedesk.exchange.remark_names import tell_remark

_HAS_DIGIT = re.compile(r"\d").search


def tell_number(values: dict[str, Any], kind: str, region: str) -> None:
    """Move the number out of the customer's name to the phone, where that is blank or says the same.

    Only a number that can be dialled is one: 62345678 or 1024 may be what a desk calls its customer by.
    """
    tell_remark(values)
    field = "name" if kind == "customer" else "customer"
    written = values.get(field)
    if not written or not _HAS_DIGIT(written):
        return
    name, number = name_and_number(written, region)
    phone = parse_phone(number, region)
    if phone.e164 is None or (name and not is_name(name)):
        return
    given = values.get("phone") or []
    known = [given] if isinstance(given, str) else [*given, *(values.get("mobile") or ())]
    if not known:
        values["phone"] = number if kind == "call" else [number]
    elif phone.digits not in {parse_phone(one, region).digits for one in known}:
        return
    values[field] = name or None
