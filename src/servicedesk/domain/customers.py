"""Customers: kinds, tiers, contact roles, phone kinds."""

from servicedesk.i18n import N_

KINDS = ("person", "company")
KIND_LABELS = {"person": N_("person"), "company": N_("company")}

TIERS = ("vip", "key", "ordinary", "new")
"""The tiers a new desk starts with; a desk may write others of its own."""
TIER_LABELS = {"vip": N_("VIP"), "key": N_("key"), "ordinary": N_("ordinary"), "new": N_("new customer")}

PHONE_KINDS = ("phone", "mobile")

ROLES = ("owner", "manager", "legal", "buyer", "finance", "user")
ROLE_LABELS = {
    "owner": N_("owner"),
    "manager": N_("manager"),
    "legal": N_("legal representative"),
    "buyer": N_("buyer"),
    "finance": N_("finance"),
    "user": N_("user"),
}
