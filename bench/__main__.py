"""Every bench, one after another: `python -m bench`; keep the machine quiet meanwhile."""

import subprocess
import sys

BENCHES = (
    "cli_start",
    "first_frame",
    "row_list",
    "paging",
    "clocks",
    "search",
    "phones",
    "import_csv",
    "import_xlsx",
    "export_csv",
    "export_xlsx",
    "writers",
    "single_records",
)


def main() -> int:
    """Run them in processes of their own, so that none measures what another has loaded."""
    failed = [
        name
        for name in BENCHES
        if subprocess.run([sys.executable, "-m", f"bench.{name}"], check=False).returncode
    ]
    if failed:
        print("failed:", ", ".join(failed))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
