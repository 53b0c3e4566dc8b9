"""Texts that want to harm a terminal, a screen, a query, a spreadsheet or a list; all of them made up here.

Each one is an attack and, directly behind it, a marker that nothing else holds. An attack is written so that
the program itself never writes the same bytes: where they reach the terminal, they are ours.
"""

import base64
import re
from dataclasses import dataclass

FORBIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069"
    "\ufeff\ufff9-\ufffb\ufffe\uffff\ud800-\udfff]"
)
"""What no text on its way to a terminal may hold; a line feed and a tab are the only controls left."""

STOLEN = base64.b64encode(b"rm -rf ~").decode()


@dataclass(frozen=True, slots=True)
class HostileText:
    """An attack by name, and the whole text with its marker."""

    name: str
    attack: str
    marker: str

    @property
    def text(self) -> str:
        """The attack, the marker behind it, and something that a desk would really write."""
        return f"{self.attack}{self.marker} 空调漏水"

    def __str__(self) -> str:
        """The name, for the test's own."""
        return self.name


_TERMINAL = {
    "conceal": "\x1b[8;5;21m",
    "eight-bit CSI": "\x9b8;5;53m",
    "erase the screen": "\x1b[2;2J",
    "home and overwrite": "\x1b[1;1f",
    "clipboard by BEL": f"\x1b]52;p;{STOLEN}\x07",
    "clipboard by ST": f"\x1b]52;s;{STOLEN}\x1b\\",
    "clipboard by eight-bit OSC": f"\x9d52;q;{STOLEN}\x9c",
    "window title": "\x1b]2;PWNED\x07",
    "icon name, unterminated": "\x1b]1;PWNED",
    "hyperlink": "\x1b]8;;http://example.invalid/\x1b\\",
    "device control, unterminated": "\x1bP1$r",
    "eight-bit device control": "\x90q#0",
    "application message": "\x1b_PWNED\x1b\\",
    "privacy message": "\x1b^PWNED",
    "start of string": "\x1bXPWNED",
    "lone escape": "\x1b",
    "escape at the end of a CSI": "\x1b[38;2;",
    "report of the cursor": "\x1b[6n",
    "report of the device": "\x1b[0c",
    "answer back": "\x05",
    "bell": "\x07",
    "backspaces": "harmless\x08\x08\x08\x08\x08\x08\x08\x08",
    "shift out": "\x0e",
    "delete": "\x7f\x7f",
    "nul": "\x00",
    "next line": "\x85",
    "reset of the terminal": "\x1bc",
    "other character set": "\x1b(0",
    "alternate screen off": "\x1b[?47l",
    "scroll region": "\x1b[5;6r",
    "mouse off": "\x1b[?1003;9l",
    "keys remapped": '\x1b[65;"rm -rf ~"p',
    "synchronised output without end": "\x1b[?2026;3h",
}
_UNICODE = {
    "right-to-left override": "\u202egnp.",
    "left-to-right embedding": "\u202aabc\u202c",
    "isolates": "\u2066\u2067\u2068abc",
    "direction marks": "\u200e\u200f\u061c",
    "byte order mark": "\ufeff",
    "noncharacters": "\ufffe\uffff",
    "interlinear notes": "\ufff9a\ufffab\ufffb",
    "word joiners": "\u2060\u2061\u206a",
    "zero width": "\u200b\u200c\u200d",
    "tags": "\U000e0041\U000e0042\U000e007f",
    "zalgo": "Z" + "\u0301\u0323\u0334\u0489" * 12,
    "combining alone": "\u0301\u20dd",
    "family": "👨\u200d👩\u200d👧\u200d👦",
    "flag and keycap": "🏴\U000e0067\U000e0062\U000e007f🇨🇳1\ufe0f\u20e3",
    "Arabic": "مرحبا بالعالم",
    "Hebrew": "שלום עולם",
    "full width": "Ａ［／］＠＝１２３　",
    "wide ambiguous": "①…“—”·",
    "lone surrogate": "\ud83d",
    "surrogate of an undecodable byte": "\udcff",
    "fillers": "\u3164\u115f\u00ad\u180e",
    "not composed": "e\u0301 ㎏ ﬁ",
}
_LINES = {
    "line feed": "first\nsecond ",
    "carriage return": "OK\rBAD ",
    "tabs": "a\tb\t",
    "vertical tab and form feed": "a\x0bb\x0c",
    "separators": "a\u2028b\u2029",
    "many lines": "\n\n\n",
}
_MARKUP = {
    "closing tag": "[/x]",
    "bare closing tag": "[/]",
    "click action": "[@click=app.quit]x[/]",
    "click action on the screen": "[@click=screen.dismiss]",
    "colour": "[red]",
    "unclosed tag": "[bold red on white",
    "link": "[link=http://example.invalid/]x[/link]",
    "variable": "[b]$name ${HOME}",
    "escaped bracket": "\\[red] \\",
    "array": "[true, false, [[]]]",
    "half a tag": "[=",
    "emoji code": ":warning: :smile:",
}
_LANGUAGES = {
    "SQL": "'; DROP TABLE customers; --",
    "LIKE": "%_%\\_",
    "search operators": '" OR * NEAR( ^ AND NOT ',
    "column of a search": "name: {a b}: -c:",
    "query language": "kind:complaint | -due:<fri (",
    "quick note": "!high @fri +leak >me ",
    "format": "%s%n %d {} {0} {name} {0.__class__} ",
    "shell": "$(id) `id` ; | & > /dev/null ",
    "option": "--help -q ",
    "path": "../../etc/passwd ~/x ",
    "JSON": '","x":{"y":[1,\\u0000',
    "XML": "]]><!ENTITY x '&x;'>",
}
_SPREADSHEET = {
    "formula": "=cmd|' /C calc'!A0",
    "plus": "+1+1",
    "minus": "-2+3",
    "at": "@SUM(1,1)",
    "tab and formula": "\t=1+1",
    "carriage return and formula": "\r=1+1",
    "full-width formula": "＝1＋1",
    "formula behind blanks": "\u00a0\u200b =1",
    "pipe": "|calc",
    "quote before formula": "'=1+1",
    "quotes and separators": 'a","=1+1";\t',
}


def _all() -> tuple[HostileText, ...]:
    attacks = _TERMINAL | _UNICODE | _LINES | _MARKUP | _LANGUAGES | _SPREADSHEET
    return tuple(
        HostileText(name, attack, f"M{place:02d}Q") for place, (name, attack) in enumerate(attacks.items())
    )


TEXTS = _all()
"""The corpus."""

TERMINAL = tuple(one for one in TEXTS if one.name in _TERMINAL)
MARKUP = tuple(one for one in TEXTS if one.name in _MARKUP)
SPREADSHEET = tuple(one for one in TEXTS if one.name in _SPREADSHEET)

MEGABYTE = ("漏水[/x]\x1b[8m" * 200_000)[:1_000_000]
"""As many characters as a text may have, an attack in every few of them."""


def storable(text: str) -> str:
    """`text` as a database can hold it behind the gate's back: a lone surrogate is no UTF-8."""
    return re.sub("[\ud800-\udfff]", "\ufffd", text)
