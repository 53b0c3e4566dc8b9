"""The console script: what must be set before anything else is imported, then the command line."""

import gc
import os
import sys


def main() -> None:
    """Run the program with this process's arguments and leave with its exit code."""
    # Textual reads this once, at import: the Kitty keyboard protocol breaks text from an input method.
    os.environ.setdefault("TEXTUAL_DISABLE_KITTY_KEY", "1")
    # Nothing of what is imported is garbage. Commands collect once they run, screens once they are seen.
    gc.disable()

    try:
        from servicedesk.cli.app import run

        sys.exit(run(sys.argv[1:], ends_here=True))
    except KeyboardInterrupt:
        # Ctrl+C while the program was still being read.
        sys.exit(130)
    except OSError as error:
        # The program itself could not be read, so its words are not there: those of the system.
        sys.stderr.write(f"servicedesk: {error.strerror}\n")
        sys.exit(1)
