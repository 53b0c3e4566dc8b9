"""Which country a time zone lies in, by the table of the package tzdata."""

from functools import cache
from importlib.resources import files


@cache
def country_of_zone(name: str) -> str:
    """The two letters of the country; empty where the zone is nobody's, such as UTC."""
    folder = files("tzdata").joinpath("zoneinfo")
    known = _of_zones(folder.joinpath("zone.tab").read_text(encoding="utf-8"))
    if name in known:
        return known[name]
    # An older name of a zone: L Asia/Shanghai PRC
    for line in folder.joinpath("tzdata.zi").read_text(encoding="utf-8").splitlines():
        if line.startswith("L ") and line.endswith(f" {name}"):
            return known.get(line.split()[1], "")
    return ""


def _of_zones(table: str) -> dict[str, str]:
    rows = (line.split("\t") for line in table.splitlines() if line and not line.startswith("#"))
    return {zone: country for country, _place, zone, *_words in rows}
