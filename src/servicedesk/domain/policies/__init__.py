"""Policies: the desk's own rules, each kept as one TOML document, versioned and exchanged as text.

Every document has a shipped default, in the language of the desk, whose comments teach its format. The
modules are imported when a policy is used: most runs of the program need none.
"""

from dataclasses import dataclass
from types import MappingProxyType, ModuleType
from typing import Any

from servicedesk.i18n import N_


@dataclass(frozen=True, slots=True)
class Policy:
    """One of the documents. `label` and `help` are marked for translation, not translated."""

    name: str
    label: str
    help: str

    def default(self) -> str:
        """The document a new desk starts with, in the active language."""
        module = self._module()
        text: str = module.default() if hasattr(module, "default") else module.DEFAULT
        return text

    def parse(self, text: str) -> Any:
        """What `text` says, as the frozen dataclass of this policy. Raises PolicyError for any fault."""
        return self._module().parse(text)

    def _module(self) -> ModuleType:
        from importlib import import_module

        return import_module(f"{__name__}.{self.name}")


POLICIES = MappingProxyType(
    {
        policy.name: policy
        for policy in (
            Policy("calendar", N_("Working calendar"), N_("Hours of each weekday, holidays, make-up days.")),
            Policy(
                "targets", N_("Service targets"), N_("How soon to answer and to solve, by kind and tier.")
            ),
            Policy("urgency", N_("Urgency"), N_("How much each term adds to the order of the queue.")),
            Policy("waiting", N_("Waiting reasons"), N_("Whom a case waits for, and when to ask again.")),
            Policy(
                "sources",
                N_("Complaint sources"),
                N_("Who else sends complaints, and within how many days it must have an answer."),
            ),
            Policy("causes", N_("Causes"), N_("Why complaints happen: areas and the causes in each.")),
            Policy("checklists", N_("Checklists"), N_("The steps of a case, by kind and category.")),
            Policy("macros", N_("Macros"), N_("Several changes to a case with one key.")),
            Policy("handling", N_("Handling"), N_("Reopening, padding, limits of remedies, gates to close.")),
        )
    }
)
"""The policies by name, in the order in which they are shown."""

IN_TIME = ("calendar", "targets", "waiting", "sources")
"""Those that judge what began, or lay, in their time: a change of them holds from a time on."""
