"""Where a copied text goes beside the terminal: inside tmux also into its own buffer, which can be asked.

What a terminal does with a text that is sent to it for the clipboard is not known: many do nothing. tmux
answers, and gives the text back with its own key.
"""

import os
import shutil
import subprocess

PATIENCE = 2.0
"""Seconds for tmux to take a text."""


def load_tmux(text: str) -> bool:
    """Whether the tmux around us holds `text` in its buffer now, and passes it on; call it in a thread."""
    program = shutil.which("tmux") if os.environ.get("TMUX") else None
    if program is None:
        return False
    try:
        done = subprocess.run(  # noqa: S603 - a fixed command; the text goes to its input
            [program, "load-buffer", "-w", "-"],
            input=text.encode(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=PATIENCE,
            check=False,
        )
    except (OSError, subprocess.SubprocessError):
        return False
    return done.returncode == 0
