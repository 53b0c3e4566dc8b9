"""The customers of the demo desk: number 7 is the same person in every desk made with the same seed.

A customer is worked out from the number when it is needed, so that a desk of a million cases need not hold
its customers in memory. Every number and address is one that nobody has: see `ZH_MOBILE`.
"""

from dataclasses import dataclass
from functools import lru_cache
from random import Random
from typing import Any

from servicedesk.domain.pinyin import name_keys
from servicedesk.domain.rows.customers import Contact
from servicedesk.services.demo import people_en, people_zh

ZH, EN = "zh", "en"
SHARE_OF_CHINESE = 0.65
SHARE_OF_GUESTS = 0.06
"""Of a desk of one language: those who come from elsewhere, and speak it too."""
SHARE_OF_COMPANIES = 0.2

# Numbers that nobody has: 138 0000 and 139 0000 as manuals print them, a Beijing line that cannot be dialled
# (local numbers do not begin with 0), and what Ofcom and the North American plan keep for films and books.
# A desk of very many customers has the same number more than once.
ZH_MOBILE = ("138 0000", "139 0000")
ZH_LANDLINE = "010-0000"
UK_MOBILE, UK_LANDLINE, US_PHONE = "+44 7700 900", "+44 20 7946 0", "+1 202 555 01"
MAIL_DOMAINS = {ZH: "example.cn", EN: "example.com"}

_VOCABULARY: dict[str, Any] = {ZH: people_zh, EN: people_en}


@dataclass(frozen=True, slots=True)
class Person:
    """One customer as the desk knows them; the first phone is the one they call from."""

    language: str
    fields: dict[str, str]
    phones: tuple[str, ...]
    emails: tuple[str, ...]
    tags: tuple[str, ...]
    contacts: tuple[Contact, ...]
    worker: str
    taste: int
    """Picks the same product for the same customer every time."""

    @property
    def name(self) -> str:
        """The name on the card."""
        return self.fields["name"]


class People:
    """Makes customers from a seed."""

    def __init__(self, seed: int, language: str = "") -> None:
        self._seed = seed
        self._language = language
        self._chinese = {"": SHARE_OF_CHINESE, ZH: 1 - SHARE_OF_GUESTS, EN: SHARE_OF_GUESTS}[language]
        self.person = lru_cache(maxsize=50_000)(self._person)

    def _person(self, number: int) -> Person:
        rng = Random(f"{self._seed}/{number}")  # noqa: S311 - a made-up desk, no secret
        # Where they come from gives name, number and address; what is said is in the language of the desk.
        language = ZH if rng.random() < self._chinese else EN
        spoken = self._language or language
        is_company = rng.random() < SHARE_OF_COMPANIES
        words = _VOCABULARY[spoken]
        name, industry = _company(rng, language) if is_company else (_name(rng, language), "")
        contacts = tuple(_contacts(rng, language, number)) if is_company else ()
        region, places = pick(rng, _VOCABULARY[language].REGIONS)
        tier = _tier(rng, is_company=is_company)
        first = _phone(language, number * 3)
        phones = (first,) if rng.random() < 0.7 else (first, _second_phone(rng, language, number * 3 + 1))
        key = name_keys(name)[0] or "desk"
        latin = "".join(letter for letter in key if letter.isascii() and letter.isalnum())
        emails = (f"{latin}{number}@{MAIL_DOMAINS[language]}",) if rng.random() < 0.6 else ()
        fields = {
            "name": name,
            "kind": "company" if is_company else "person",
            "tier": tier,
            "company": "",
            "industry": industry,
            "company_size": pick(rng, ("1-10", "11-50", "51-200")) if is_company else "",
            "website": f"https://www.{latin}.example" if is_company and rng.random() < 0.3 else "",
            "region": region,
            "address": _address(rng, language, pick(rng, places)) if rng.random() < 0.85 else "",
            "wechat": f"wx_{latin}{number}" if language == ZH and rng.random() < 0.55 else "",
            "banner": pick(rng, words.BANNERS) if rng.random() < (0.3 if tier == "vip" else 0.09) else "",
            "source": pick(rng, words.SOURCES),
            "birthday": _birthday(rng) if not is_company and rng.random() < 0.25 else "",
            "customer_since": "",
            "note": pick(rng, words.NOTES) if rng.random() < 0.3 else "",
        }
        tags = tuple(dict.fromkeys(pick(rng, words.TAGS) for _each in range(int(rng.random() * 3))))
        return Person(
            spoken, fields, phones, emails, tags, contacts, pick(rng, words.WORKERS), int(rng.random() * 60)
        )


def pick(rng: Random, choices: Any) -> Any:
    """One of `choices`."""
    return choices[int(rng.random() * len(choices))]


def unknown_phone(rng: Random, language: str) -> str:
    """The number of somebody whom the desk does not know."""
    if language == ZH:
        return f"139 0000 9{int(rng.random() * 900):03d}"
    return f"{UK_MOBILE}{900 + int(rng.random() * 50)}"


def _tier(rng: Random, *, is_company: bool) -> str:
    chance = rng.random()
    if chance < (0.15 if is_company else 0.05):
        return "vip"
    return "key" if chance < (0.5 if is_company else 0.15) else "ordinary"


def _name(rng: Random, language: str) -> str:
    if language == EN:
        return f"{pick(rng, people_en.FIRST)} {pick(rng, people_en.LAST)}"
    surnames = people_zh.SURNAMES
    surname = surnames[int(rng.random() ** 2 * len(surnames))]
    given = pick(rng, people_zh.GIVEN)
    return f"{surname}{given}"


def _company(rng: Random, language: str) -> tuple[str, str]:
    """(name, industry)."""
    words = _VOCABULARY[language]
    brand = pick(rng, words.COMPANY_BRANDS)
    trade, industry = pick(rng, words.COMPANY_TRADES)
    if language == EN:
        return f"{brand} {trade}", industry
    return f"{brand}{trade}", industry


def _contacts(rng: Random, language: str, number: int) -> list[Contact]:
    words = _VOCABULARY[language]
    roles = list(words.ROLES)
    contacts = []
    for position in range(1 + int(rng.random() * 2.5)):
        role = roles.pop(int(rng.random() * len(roles)))
        phone = _phone(language, number * 3 + 2) if position == 0 else ""
        email = f"{role}{number}@{MAIL_DOMAINS[language]}" if rng.random() < 0.4 else ""
        contacts.append(Contact(_name(rng, language), role, phone, email, pick(rng, words.CONTACT_NOTES)))
    return contacts


def _phone(language: str, position: int) -> str:
    """The phone at `position`: scattered over the ranges, and none twice before they are used up."""
    if language == EN:
        if position % 12 == 3:
            return f"{US_PHONE}{position // 12 * 37 % 70:02d}"
        return f"{UK_MOBILE}{position * 367 % 900:03d}"
    # The last thousand belongs to unknown callers and to the told stories.
    spread = position * 7919 % 19_000
    return f"{ZH_MOBILE[spread // 10_000]} {spread % 10_000:04d}"


def _second_phone(rng: Random, language: str, position: int) -> str:
    if language == EN:
        return f"{UK_LANDLINE}{position * 367 % 1000:03d}"
    if rng.random() < 0.4:
        return f"{ZH_LANDLINE} {position * 7919 % 10_000:04d}"
    return _phone(language, position)


def _address(rng: Random, language: str, place: str) -> str:
    return f"{place}{1 + int(rng.random() * 24)}0{1 + int(rng.random() * 4)}室" if language == ZH else place


def _birthday(rng: Random) -> str:
    return (
        f"{1955 + int(rng.random() * 48)}-{1 + int(rng.random() * 12):02d}-{1 + int(rng.random() * 28):02d}"
    )
