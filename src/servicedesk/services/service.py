"""What every service has: the desk it works on."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from servicedesk.services.desk import Desk


class Service:
    """A part of the desk; its public methods are the use cases."""

    def __init__(self, desk: "Desk") -> None:
        self.desk = desk
