"""Compiles the translation catalogues when the package is built or installed."""

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CatalogueHook(BuildHookInterface):  # type: ignore[type-arg]
    """Writes each `messages.mo` beside its `messages.po`: the program reads only the compiled form."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002
        from babel.messages.mofile import write_mo
        from babel.messages.pofile import read_po

        for po_path in Path(self.root, "src/servicedesk/locale").rglob("*.po"):
            with po_path.open("rb") as po_file:
                catalogue = read_po(po_file, locale=po_path.parts[-3])
            with po_path.with_suffix(".mo").open("wb") as mo_file:
                write_mo(mo_file, catalogue)
