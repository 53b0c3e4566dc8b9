"""Global options, wherever they stand: `case list --db FILE` means the same as `--db FILE case list`.

They are taken out before any command sees the arguments, so that no command declares them again.
"""

from collections.abc import Container, Sequence

from servicedesk.domain.errors import UsageError
from servicedesk.i18n import N_, _

VALUES = {"--db": "db", "--lang": "lang", "--config": "config", "--actor": "actor", "--tz": "timezone"}
"""Options with a value, and the setting that each one gives."""
DESK = "desk"
"""What `--tz` takes for the zone that the settings name."""

FORMATS = {"--json": "json", "--jsonl": "jsonl", "--csv": "csv"}
SWITCHES = {
    "-q": "quiet",
    "--quiet": "quiet",
    "--labels": "labels",
    "--debug": "debug",
    "--version": "version",
}

HELP_NAMES = ("--help", "-h")

HELP = (
    ("--db FILE", N_("The database file.")),
    ("--lang LANGUAGE", N_("The language of screens, help and messages: en or zh.")),
    ("--config FILE", N_("The configuration file.")),
    ("--actor NAME", N_("Who is working: the name written into the history.")),
    (
        "--tz ZONE",
        N_(
            "The zone in which times are shown and read, such as Asia/Shanghai; desk is that of the settings."
        ),
    ),
    ("--json --jsonl --csv", N_("Print for programs: one JSON value, one JSON object a line, or CSV.")),
    ("--labels", N_("With --csv, headers and values in the words of the screens, in your language.")),
    ("-q, --quiet", N_("Print nothing but errors, and after a write the number of the record.")),
    ("--debug", N_("On an unexpected error, show where it happened; never what customers said.")),
    ("--version", N_("Print the version and stop.")),
    ("--install-completion", N_("Complete words with the tab key in this shell from now on.")),
    ("--show-completion", N_("Print the script that does so.")),
    ("-h, --help", N_("Show help and stop; after a command, or as help COMMAND, the help of that command.")),
)
"""What help says about the global options."""


class Globals:
    """What was asked for all commands alike; a plain class, for each start of the program makes it anew."""

    __slots__ = ("debug", "desk_times", "flags", "format", "labels", "quiet", "version")

    def __init__(self) -> None:
        self.flags: dict[str, str] = {}
        """Settings given as options, by the name of the setting."""
        self.format = ""
        """`json`, `jsonl`, `csv`, or empty for people."""
        self.desk_times = False
        """Whether `--tz desk` asks for times in the desk's own zone where they would be in UTC."""
        self.labels = False
        """Whether a CSV is to have the headers and values of a table for people."""
        self.quiet = False
        self.debug = False
        self.version = False

    def take(self, name: str, value: str) -> None:
        """Take an option of VALUES."""
        if name == "--tz":
            self.desk_times = value.lower() == DESK
            if self.desk_times:
                self.flags.pop(VALUES[name], None)
                return
        self.flags[VALUES[name]] = value


def split(argv: Sequence[str]) -> tuple[Globals, list[str], UsageError | None]:
    """The global options, the other arguments in their order, and what was wrong with the former.

    The fault is handed back rather than raised, for the language to say it in may stand behind it.
    """
    found = Globals()
    rest: list[str] = []
    fault: UsageError | None = None
    position = 0
    while position < len(argv):
        word = argv[position]
        position += 1
        if word == "--":
            return found, [*rest, *argv[position - 1 :]], fault
        name, equals, value = word.partition("=")
        if name in VALUES:
            if not equals:
                if position == len(argv) or argv[position] == "--":
                    fault = UsageError(_("{option} needs a value.").format(option=name))
                    continue
                value = argv[position]
                position += 1
            found.take(name, value)
        elif word in FORMATS:
            if found.format not in {"", FORMATS[word]}:
                fault = UsageError(_("Choose one of --json, --jsonl and --csv."))
            found.format = FORMATS[word]
        elif word in SWITCHES:
            setattr(found, SWITCHES[word], True)
        else:
            rest.append(word)
    return found, rest, fault


QUERIES = frozenset({"QUERY", "CASES", "FOLLOWUPS", "PROMISES"})
"""What arguments are called that take a query."""
MINUS = "\N{MINUS SIGN}"
"""The query language reads it as the hyphen; the shell's options do not begin with it."""


def minus_words(words: Sequence[str], options: Container[str], valued: Container[str]) -> list[str]:
    """`words` with the sign of each negated word of a query (-is:open, -+leak, -refund) as MINUS.

    What may be one of the `options`, such as -n or -n5, or one with a dash too few, such as -at, stays as it
    is, and so do the value of one that is `valued` and what stands behind `--`. A word that may
    be both is a UsageError.
    """
    found = list(words)
    for place, word in enumerate(found):
        if word == "--":
            break
        if (
            len(word) > 2
            and word[0] == "-"
            and word[1] != "-"
            and (not place or words[place - 1] not in valued)
        ):
            key, colon, _value = word[1:].replace("：", ":").partition(":")
            if f"-{word.partition('=')[0]}" in options:
                continue
            if word[:2] in valued and not _is_value(word):
                raise _either(word)
            is_query = word[1] in '+"' or (colon and key.replace("-", "").isidentifier())
            if is_query or word[:2] not in options:
                found[place] = MINUS + word[1:]
    return found


def _is_value(word: str) -> bool:
    """Whether what follows the letter of an option without a blank is its value: -n20, -o-, -ocases.csv."""
    value = word[2:]
    return value[0] in "=-./~" or value.isdigit() or any(sign in value for sign in "./\\:")


def _either(word: str) -> UsageError:
    from servicedesk.domain.text import clean_line

    shown = clean_line(word)[:40]
    return UsageError(
        _("{word} may be {option} {value}, or a word that is not to be found.").format(
            word=shown, option=shown[:2], value=shown[2:]
        ),
        _("Write it behind -- if it belongs to the query: -- {word}").format(word=shown),
    )


def with_hyphen(value: object) -> object:
    """A value of an argument as it was typed, before minus_words()."""
    if isinstance(value, str):
        return f"-{value[1:]}" if value.startswith(MINUS) else value
    return type(value)(map(with_hyphen, value)) if isinstance(value, list | tuple) else value
