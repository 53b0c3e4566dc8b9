# ruff: noqa: E501 - sentences stay whole
"""Requests, enquiries and suggestions in English, and the calls that need no case."""

from servicedesk.services.demo.complaints_en import APPLIANCES, COOLERS, PURIFIERS
from servicedesk.services.demo.topics import SALES, SUMMER, SmallTalk, Topic

WISHES = (
    Topic(
        kind="request", weight=9, category="booking", labels=("filter",), products=PURIFIERS,
        subjects=("Filter change for the {product}", "{product}: red light, new filters please"),
        descriptions=("Wants all filters of the {product} changed, at home {day} afternoon, asks for the price.",
                      "The light turned red this morning; any afternoon will do."),
        notes=("Quoted {amount} yuan with the visit, agreed; {worker} goes.", "{worker} has agreed a time."),
        results=("All filters changed, {amount} yuan, counter reset.",
                 "Sediment filter and membrane changed."),
        told=("Next change is due in a year; noted.",),
        waits=("customer to choose a day",),
        visits=("After the filter change", "Remind of the next change"),
        department="after-sales",
    ),
    Topic(
        kind="request", weight=8, category="booking", labels=("installation", "visit"),
        products=(*COOLERS, *APPLIANCES), season=SUMMER,
        subjects=("{product} has arrived, please install", "New flat: holes to drill for the {product}"),
        descriptions=("{product} is there; {day} would suit. No drilling at noon in the building.",
                      "Decorators are in; the holes for the {product} must come before the paint."),
        notes=("Time agreed with {worker}; told to have water and power ready.",),
        results=("Installed and signed for, {amount} yuan for material.",
                 "Drilled and installed, test run fine."),
        told=("Warranty runs from today; content.",),
        waits=("building management to allow the work", "decorators to finish"),
        chases=("Could it be a day earlier?",), visits=("Three days after installation",),
        department="installation",
    ),
    Topic(
        kind="request", weight=5, category="booking", labels=("relocation",), products=COOLERS,
        subjects=("Moving house, {product} to be moved", "Price for moving the {product}"),
        descriptions=("Moves within the city; the {product} must come down, go up again and be refilled.",),
        notes=("Quoted {amount} yuan without refrigerant, accepted; {worker} goes.",),
        results=("Moved and refilled, test run fine.",),
        told=("90 days of warranty on the move.",), waits=("date of the move",), visits=("After the move",),
        department="installation",
    ),
    Topic(
        kind="enquiry", weight=9, category="advice", labels=("warranty",),
        products=(*PURIFIERS, *COOLERS, *APPLIANCES),
        subjects=("How long is the warranty on the {product}?",
                  "Out of warranty: repair price for the {product}"),
        descriptions=("Asks whether the {product}, order {order}, is still covered.",),
        notes=("Bought within the year: one year for all, three for main parts.",),
        results=("Warranty terms explained and sent.",),
        told=("Clear, no more questions.",),
    ),
    Topic(
        kind="enquiry", weight=8, category="advice", labels=("quote",), products=(*PURIFIERS, *COOLERS),
        season=SALES,
        subjects=("Price for five {product}s", "{product} for an office: quote please"),
        descriptions=("Five or more of the {product} with installation, wants a quote in English.",
                      "Twenty people in the office; wants the whole price with fitting."),
        notes=("Supervisor allows {amount} yuan off.",),
        results=("Quote sent, with installation.", "Will think about it, details noted."),
        told=("Quote stands for two weeks.",), waits=("price from the supervisor",),
        visits=("Any news on the quote?",),
    ),
    Topic(
        kind="enquiry", weight=5, category="advice", labels=("fitting",),
        products=(*PURIFIERS, "D6 dishwasher"),
        subjects=("Does the {product} fit under a 60 cm sink?", "Low water pressure and the {product}"),
        descriptions=("Kitchen is being planned, asks for sizes and connections of the {product}.",),
        notes=("Drawing sent; a socket is needed inside the cabinet.",),
        results=("Drawing sent, passed on to the kitchen fitter.",),
        told=("Received, thanks.",),
    ),
    Topic(
        kind="suggestion", weight=4, category="ideas", labels=("idea",), products=("app",),
        subjects=("Send a text when the filter is due",
                  "Show the engineer on a map",
                  "Print the manual larger"),
        descriptions=("Long-standing customer; says it would save many calls.",),
        notes=("Passed to the product team, on the list for the weekly meeting.",),
        results=("Taken up for the next release.", "Not now, reason noted."),
        told=("Thanked the customer, voucher of {amount} yuan.",),
        department="product team",
    ),
)  # fmt: skip

SMALL_TALK = (
    SmallTalk(
        "advice", "Asked how often to change filters: sediment six months, membrane two years.", weight=5
    ),
    SmallTalk("advice", "Opening hours and the way to the shop.", weight=4),
    SmallTalk("advice", "Price of cleaning a wall unit, 120 yuan; will think about it.", weight=3),
    SmallTalk("advice", "How to ask for an invoice, link sent.", weight=3),
    SmallTalk("delivery", "Where is the parcel? On the van for this afternoon.", weight=5),
    SmallTalk("delivery", "Delivery moved to Saturday morning at the customer's wish.", weight=3),
    SmallTalk("orders", "Ordered one set of filters, pays on delivery.", "order_taken", weight=6),
    SmallTalk("orders", "Two more years of warranty ordered.", "order_taken", weight=3),
    SmallTalk("orders", "Ordered a KF-26 wall unit, installation next week.", "order_taken", weight=3),
    SmallTalk("service", "Praise for Master Wang: tidy work. Noted.", weight=2),
    SmallTalk("service", "Remote did not work, new batteries helped.", weight=3),
    SmallTalk("service", "In a meeting, asks to be called later.", "call_back", weight=3),
    SmallTalk("service", "Wants the supervisor, who is out; call back agreed.", "call_back", weight=2),
    SmallTalk("other", "Wrong number, wanted the parcel shop next door.", "wrong_number", weight=3),
    SmallTalk("other", "", "abandoned", weight=8),
    SmallTalk("follow-up", "Called back: the model asked for is in stock.", direction="out", weight=3),
    SmallTalk("follow-up", "Reminder of tomorrow's visit, customer is in.", direction="out", weight=5),
    SmallTalk("follow-up", "Checked the delivery address, correct.", direction="out", weight=3),
    SmallTalk("follow-up", "No answer, left a message.", direction="out", weight=2),
)

VISITS = (
    ("Routine call: how is it going?", "All fine.", "call"),
    ("Routine call: how is it going?", "Happy with the water, asked for filter prices.", "call"),
    ("Routine call: how is it going?", "No trouble; recommended us to a neighbour.", "call"),
    ("Quarterly visit, check the machines", "Three machines checked, one sediment filter changed, signed.", "visit"),
    ("Remind of the filter change", "Booked for next Wednesday.", "message"),
    ("Remind of the filter change", "Not yet, call again next month.", "message"),
    ("Satisfaction", "Satisfied, 90 of 100; would like the visit to be more punctual.", "call"),
    ("Satisfaction", "Satisfied, nothing to add.", "call"),
    ("Satisfaction", "On the whole satisfied, waited a little long.", "call"),
    ("Season's greetings, small gift", "Gift received with pleasure.", "gift"),
    ("Service before the summer", "Cleaning booked, case opened.", "call"),
    ("Renew the service contract", "Terms agreed, signature to come.", "email"),
)  # fmt: skip
"""Purposes of a care contact, each with what came of it and how it is made."""

WELCOMES = (
    ("First call to a new customer", "Happy with the installation, explained the filter light."),
    ("First call to a new customer", "All good, prefers e-mail from now on."),
    ("Show the new customer how it works", "Timer set together, clear now."),
)

CALL_BACKS = (
    ("Call back: price from the supervisor", "Quoted, will talk it over at home."),
    ("Call back: time of the visit", "Agreed."),
    ("Call back: installation question", "Answered."),
)

MISSES = (
    "no answer three times", "travelling, try next week", "number not in service",
    "does not wish to be called", "no engineer free",
)  # fmt: skip
CANCELS = ("settled by the customer", "booked twice", "does not want any more contact")
REOPENINGS = (
    "Customer called: the trouble is back. Taken up again.",
    "The follow-up showed that it was not settled.",
)
CANCELLED_CASES = (
    "Entered twice, goes on in the earlier case.",
    "Customer called: not one of our machines after all.",
)
SETTLED = (
    "Has not come back, satisfied.",
    "Works, 95 of 100.",
    "Fine, praises the engineer.",
    "Fine now, though it took long.",
)
CARE = "follow-up"
