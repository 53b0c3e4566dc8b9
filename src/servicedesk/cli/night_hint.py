"""The lines with which cron or systemd run `servicedesk nightly` each night."""

import shlex
import shutil
import sys
from pathlib import Path

from servicedesk.cli.frame import context, output
from servicedesk.domain.errors import UsageError
from servicedesk.i18n import _

CRON = "0 2 * * *  {command}"
SERVICE = """\
[Unit]
Description=servicedesk: the set of the night

[Service]
Type=oneshot
ExecStart={command}
"""
TIMER = """\
[Unit]
Description=servicedesk: each night at two

[Timer]
OnCalendar=*-*-* 02:00:00
Persistent=true

[Install]
WantedBy=timers.target
"""
UNIT = "servicedesk-nightly"


def print_hint(folder: Path, more: list[str]) -> None:
    """Print the lines that run the command on `folder` with these options; UsageError for a path in none."""
    db = context.settings().db.expanduser().absolute()
    words = [_program(), "--db", str(db), "nightly", str(folder.expanduser().absolute()), *more]
    if any(not word.isprintable() for word in words):
        raise UsageError(_("A path with such characters can stand in no crontab."))
    cron = CRON.format(command=cron_command(words))
    service = SERVICE.format(command=systemd_command(words))
    output.record({"crontab": cron, "service": service, "timer": TIMER}, lambda: _hint(cron, service))


def _hint(cron: str, service: str) -> str:
    home = "~/.config/systemd/user"
    return "\n".join(
        [
            "# " + _("For cron: add this line with `crontab -e`. cron mails what the command prints."),
            cron,
            "",
            "# " + _("Or for systemd, which makes up for a night in which the machine was off:"),
            f"# {home}/{UNIT}.service",
            service,
            f"# {home}/{UNIT}.timer",
            TIMER,
            "# " + _("Then: {commands}").format(
                commands=f"systemctl --user enable --now {UNIT}.timer && loginctl enable-linger"
            ),
        ]
    )  # fmt: skip


def _program() -> str:
    """The program as it was called, by its whole path: neither cron nor systemd knows the user's PATH."""
    called = Path(sys.argv[0])
    if called.name == "servicedesk" and called.is_file():
        return str(called.absolute())
    beside = Path(sys.executable).with_name("servicedesk")
    return str(beside) if beside.is_file() else shutil.which("servicedesk") or str(beside)


def cron_command(words: list[str]) -> str:
    """The words as a line of a crontab: for the shell, and without the % that cron takes for a new line."""
    return " ".join(shlex.quote(word) for word in words).replace("%", r"\%")


def systemd_command(words: list[str]) -> str:
    """The words as systemd reads them, which is no shell: % and $ are doubled, \\ and " escaped."""
    return " ".join(_for_systemd(word) for word in words)


def _for_systemd(word: str) -> str:
    escaped = word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%").replace("$", "$$")
    return f'"{escaped}"' if set(escaped) - _PLAIN else escaped


_PLAIN = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._-+=:,@%$")
