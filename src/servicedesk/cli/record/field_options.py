"""Options for the fields of a record, for verbs that take many of them."""

import inspect
from collections.abc import Callable, Iterable, Mapping
from typing import Annotated, Any, TypeVar

from servicedesk.cli.record.options import Text, option
from servicedesk.domain.records.field import WRITTEN, Field, has

Verb = TypeVar("Verb", bound=Callable[..., None])


def takes(options: Mapping[str, Any]) -> Callable[[Verb], Verb]:
    """Put `options`, annotations by the name of what they give, in the place of the `**given` of a verb.

    A verb gets each of them, None where it was not said.
    """

    def with_options(verb: Verb) -> Verb:
        signature = inspect.signature(verb)
        parameters = []
        for parameter in signature.parameters.values():
            if parameter.kind is not parameter.VAR_KEYWORD:
                parameters.append(parameter)
                continue
            parameters += [
                inspect.Parameter(name, parameter.KEYWORD_ONLY, default=None, annotation=annotation)
                for name, annotation in options.items()
            ]
        # Typer reads it, and finds in it what the verb itself takes as `**given`.
        verb.__signature__ = signature.replace(parameters=parameters)  # type: ignore[attr-defined]
        return verb

    return with_options


def of_the_rest(fields: Iterable[Field], known: Iterable[str]) -> dict[str, Any]:
    """An option for each written field that may be edited and is not `known`."""
    return {
        field.name: Annotated[Text, option(f"--{field.name.replace('_', '-')}", field.label)]
        for field in fields
        if field.type in WRITTEN and has(field, "edit") and field.name not in set(known)
    }
