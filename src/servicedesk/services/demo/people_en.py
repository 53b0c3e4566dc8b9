# ruff: noqa: E501 - sentences stay whole
"""Invented English-speaking customers: what their names, companies and cards are made of."""

FIRST = (
    "Ann", "James", "Priya", "Daniel", "Sophie", "Omar", "Grace", "Liam", "Helen", "Marcus", "Nadia", "Peter", "Chloe",
    "Hugo", "Ruth", "Tomasz", "Ivy", "Samuel", "Leila", "George", "Zoe", "Martin", "Aisha", "Oliver", "Emily", "Kenji",
    "Rosa", "Frank", "Maya", "Victor",
)  # fmt: skip
LAST = (
    "Lee", "Harper", "Patel", "O'Brien", "Novak", "Clarke", "Farouk", "Fischer", "Morgan", "Bennett", "Rossi", "Ward",
    "Kowalski", "Nguyen", "Hughes", "Petrov", "Lindqvist", "Osei", "Silva", "Turner", "Whitfield", "Lowell", "Tanaka",
    "Dubois", "Weaver", "Keane", "Sutton", "Barlow", "Yusuf", "Grant",
)  # fmt: skip
COMPANY_BRANDS = (
    "Harbour Lane", "Northgate", "Blue Door", "Willow", "Cedar & Co", "Lantern", "Old Mill", "Riverside",
    "Redbrick", "Juniper",
)  # fmt: skip
COMPANY_TRADES = (
    ("Café", "catering"), ("Dental Practice", "medical"), ("Guest House", "lodging"), ("Language School", "education"),
    ("Studio", "offices"), ("Kindergarten", "education"), ("Bakery", "catering"), ("Property Services", "property"),
)  # fmt: skip
REGIONS = (
    ("Shanghai", ("Yongjia Court 3-502", "Green Court 12-1801")),
    ("Beijing", ("Lakeside Villas 27", "Central Park 6-902")),
    ("Suzhou", ("Lakeview Gardens 8-1204",)),
    ("London", ("14 Harrow Mews", "Flat 6, 81 Quay Street")),
    ("Manchester", ("22 Alder Road", "5 Mill Bank")),
    ("Bristol", ("9 Crane Terrace",)),
    ("Washington DC", ("410 Larch Street NW", "77 Fenwick Place")),
)
TAGS = (
    "expat", "repeat buyer", "landlord", "trade", "referral", "web shop", "extended warranty", "newborn",
    "VAT invoice",
)  # fmt: skip
BANNERS = (
    "Hard of hearing: speak slowly, then confirm by e-mail.",
    "Do not call before 10:00.",
    "Leak last spring was handled badly: apologise first.",
    "Only Master Wang, he knows the flat.",
    "Wrote to the consumer council once; no promises without the supervisor.",
    "Pays monthly; never take money on site.",
)
NOTES = (
    "No lift, third floor.",
    "Prefers e-mail in English.",
    "Dog in the garden, ring first.",
    "Invoice: full company name and tax number.",
    "Evenings after seven or Saturdays.",
    "Two purifiers: kitchen and staff room.",
)
SOURCES = ("shop", "web shop", "referral", "fair", "newsletter")
ROLES = ("owner", "manager", "buyer", "finance", "user")
CONTACT_NOTES = ("", "", "signs for deliveries", "pays the bills", "speaks some Chinese")
WORKERS = ("Master Wang", "Mr Zhou", "Mr Li", "Chen", "Mr Ma")
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday")
