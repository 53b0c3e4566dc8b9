"""The columns of the roster."""

from servicedesk.domain.date_format import format_since
from servicedesk.domain.labels import signed
from servicedesk.domain.rows.customers import CustomerRow
from servicedesk.domain.wording import value_label
from servicedesk.i18n import N_, pgettext
from servicedesk.keys import signs
from servicedesk.tui.lists import cells
from servicedesk.tui.lists.list_columns import CellText, ListColumn, RenderContext


def _sign(row: CustomerRow, _context: RenderContext) -> CellText:
    return [(signs.BANNER.glyph, "warning")] if row.banner else ""


def _tier(row: CustomerRow, _context: RenderContext) -> CellText:
    if not row.tier:
        return ""
    # In the column of tiers one word is enough, and it can be typed.
    label = pgettext("tier", "new") if row.tier == "new" else value_label("customer", "tier", row.tier)
    return [(label, "accent" if row.tier in {"vip", "key"} else "muted")]


def _open_cases(row: CustomerRow, _context: RenderContext) -> CellText:
    return [(str(row.open_cases), "warning")] if row.open_cases else ""


def _last_call(row: CustomerRow, context: RenderContext) -> CellText:
    if row.last_call_at is None:
        return [(signs.NOBODY.glyph, "muted")]
    return [(format_since(row.last_call_at, context.now, context.zone), "muted")]


def _about(row: CustomerRow, _context: RenderContext) -> CellText:
    company = row.company if row.company != row.name else ""
    tags = " ".join(map(signed, row.tags))
    return [(company, ""), ("  " if company and tags else "", ""), (tags, "muted")]


ROSTER = (
    ListColumn("sign", "", 1, _sign),
    ListColumn("name", N_("Name"), 13, cells.shown("name"), most=24),
    ListColumn("tier", N_("Tier"), 8, _tier),
    ListColumn("phone", N_("Phone"), cells.PHONE_CELLS, cells.phone(), most=cells.MOST_PHONE_CELLS),
    ListColumn("open", N_("Open"), 4, _open_cases, align="right"),
    ListColumn("last", N_("Last call"), 9, _last_call, align="right", priority=1),
    ListColumn("region", N_("Region"), 10, cells.shown("region"), priority=2, most=14),
    ListColumn("owner", N_("Owner"), 8, cells.shown("owner", "muted"), priority=3, most=12),
    ListColumn("about", N_("Company, tags"), None, _about),
)
