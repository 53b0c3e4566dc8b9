"""Every path, environment variable and default in one place: a TOML file becomes frozen Settings.

`table.py` says what may be set, `values.py` what a value must be, `file.py` reads and writes the user's file;
`private.py` makes files that their owner alone may read.
Rule of this package: nothing heavy at import, for the command line loads settings before each command.
"""

from servicedesk.settings.file import set_value
from servicedesk.settings.loading import SettingLine, Settings, config_path

__all__ = ["SettingLine", "Settings", "config_path", "set_value"]
