"""A text in the user's own editor and back; what was typed outlives a fault."""

import os
import shlex
import shutil
import subprocess
from pathlib import Path
from tempfile import mkdtemp
from types import TracebackType
from typing import Self

from servicedesk.domain.errors import ServiceDeskError, UsageError
from servicedesk.domain.text import sentences
from servicedesk.i18n import _

USUAL = "vi"


class Draft:
    """A text in a file that its owner alone can read; gone when the block ends, unless by an error."""

    def __init__(self, name: str, text: str) -> None:
        self._folder = Path(mkdtemp(prefix="servicedesk-"))
        self.path = self._folder / name
        self.path.write_text(text, encoding="utf-8")
        self._has_words = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if not self._has_words or error is None:
            shutil.rmtree(self._folder, ignore_errors=True)
        elif isinstance(error, ServiceDeskError):
            kept = _("What you wrote is kept in {path}").format(path=self.path)
            error.hint = sentences(error.hint, kept)

    def edited(self) -> str:
        """The text after the user's editor has ended. Raises UsageError where the editor cannot be run."""
        from servicedesk.services.policy_files import read_rules

        editor = os.environ.get("VISUAL") or os.environ.get("EDITOR") or USUAL
        before = self.path.read_bytes()
        try:
            words = shlex.split(editor)
            ended = subprocess.run([*words, str(self.path)], check=False)  # noqa: S603 - the user's own choice
        except (OSError, ValueError):
            raise UsageError(
                _("The editor cannot be started."),
                _("Name one that can in $EDITOR, for example EDITOR=nano."),
            ) from None
        self._has_words = self.path.exists() and self.path.read_bytes() != before
        if ended.returncode:
            raise ServiceDeskError(_("The editor ended with a fault; nothing was saved."))
        return read_rules(self.path)
