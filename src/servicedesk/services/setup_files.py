"""The files of an export of all kinds in which stands what the desk has set up for itself.

Each text of rules is a document of its own, `rules-NAME.toml`, which `servicedesk policy import` takes, too;
those that held before are `rules-NAME-1.toml` and so on, in order of time. setup.json says since when each
holds, and has the recurring cases, the saved views, and earlier tiers of customers and kinds of cases, by
which clocks that have ended are judged. It is whole also where only changes are exported.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from servicedesk.domain.policies import POLICIES
from servicedesk.domain.rows.setup import PlanSetup, RuleDocument, Setup
from servicedesk.exchange import decrypted, encrypted
from servicedesk.exchange.atomic_file import AtomicFile

SETUP = "setup"
NAME = f"{SETUP}.json"
"""The file that tells of the others."""
SCHEMA = 1

_RULES = re.compile(rf"rules-(?:{'|'.join(POLICIES)})(?:-[1-9][0-9]{{0,5}})?\.toml", re.ASCII)


def is_setup_file(name: str) -> bool:
    """Whether a file of that name is one of these, also where it is encrypted."""
    bare = name.removesuffix(encrypted.SUFFIX)
    return bare == NAME or _RULES.fullmatch(bare) is not None


class SetupFiles:
    """These files in a folder; with `identity`, the file with the secret key, those that are encrypted.

    What was encrypted is held in memory alone: the cases of a plan name customers.
    """

    def __init__(self, folder: Path, identity: str = "") -> None:
        self._folder = folder
        self._found = decrypted.identities(identity) if identity else []
        self._ending = encrypted.SUFFIX if identity else ""

    def has(self, name: str) -> bool:
        """Whether the file of that name, as it is called when plain, is there."""
        return self._place(name).is_file()

    def read(self, name: str, most: int) -> bytes:
        """Its first bytes, `most` of them. Raises OSError, WrongKeyError, DamagedError."""
        with self._place(name).open("rb") as file:
            if not self._ending:
                return file.read(most)
            return decrypted.decrypt_beginning(file, self._found, self._place(name).name, most)

    def _place(self, name: str) -> Path:
        return self._folder / f"{name}{self._ending}"


def write(folder: Path, setup: Setup, keys: Sequence[str] = ()) -> dict[str, int]:
    """Write the files into the folder, encrypted to `keys` if there are any; how many entries each has."""
    suffix = encrypted.SUFFIX if keys else ""
    rules, counts = [], {f"{NAME}{suffix}": setup.count}
    for document in setup.rules:
        named = _named(document)
        rules.append({"name": document.name, "texts": [told for told, _text in named]})
        for told, text in named:
            file = f"{told['file']}{suffix}"
            _write(folder / file, text, keys)
            counts[file] = 1
    said = {
        "schema": SCHEMA,
        "kind": SETUP,
        "zone": setup.zone,
        "rules": rules,
        "plans": [_plan_values(plan) for plan in setup.plans],
        "views": [asdict(view) for view in setup.views],
        "earlier": [
            {
                "kind": fact.kind,
                "uid": fact.uid,
                "name": fact.field,
                "values": [{"since": since, "value": value} for since, value in fact.values],
            }
            for fact in setup.facts
        ],
    }
    _write(folder / f"{NAME}{suffix}", f"{json.dumps(said, ensure_ascii=False, indent=2)}\n", keys)
    return counts


def _named(document: RuleDocument) -> list[tuple[dict[str, str | None], str]]:
    """Each text of the document with what setup.json says of it; the last one holds now."""
    last = len(document.texts)
    return [
        (
            {
                "valid_from": one.valid_from,
                "file": f"rules-{document.name}{'' if place == last else f'-{place}'}.toml",
            },
            one.text,
        )
        for place, one in enumerate(document.texts, 1)
    ]


def _plan_values(plan: PlanSetup) -> Mapping[str, Any]:
    return {
        "uid": plan.uid,
        "number": plan.number,
        "name": plan.name,
        "repeat": plan.repeat,
        "next_at": plan.next_at,
        "paused": plan.is_paused,
        "removed": plan.is_removed,
        "customer": plan.customer,
        "opens": plan.opens,
        "cases": list(plan.cases),
    }


def _write(place: Path, text: str, keys: Sequence[str]) -> None:
    with AtomicFile(place, in_folder=True) as file, encrypted.to_keys(file, keys) as sink:
        # What a damaged desk holds need not be text that can be written.
        sink.write(text.encode("utf-8", "replace"))
