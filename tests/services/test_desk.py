"""The desk names its services, and makes each when it is first asked for."""

import pytest

from servicedesk.services.context import Service
from servicedesk.services.desk import Desk


@pytest.mark.parametrize("name", Desk.__annotations__)
def test_every_service_that_the_desk_names_is_made_once_on_that_desk(desk: Desk, name: str) -> None:
    service = getattr(desk, name)
    assert isinstance(service, Service)
    assert type(service).__name__ == Desk.__annotations__[name]
    assert service.desk is desk
    assert getattr(desk, name) is service


def test_a_mistyped_service_is_no_service(desk: Desk) -> None:
    with pytest.raises(AttributeError, match="casess"):
        desk.casess  # type: ignore[attr-defined]  # noqa: B018 - asking is the test
