"""What the keys mean on the screen of an import; `actions` takes these lines in."""

from servicedesk.i18n import N_
from servicedesk.keys.rule_actions import Line

IMPORT: tuple[Line, ...] = (
    Line("import.start", "ctrl+s i", N_("import"), N_("Import the file as it is shown."), 10),
    Line("import.change", "e", N_("change"), N_("Change what the line under the cursor says."), 11),
    Line("import.next_part", "]", N_("next part"), N_("Columns, rows, rejected rows, how it is read."), 12),
    Line("import.previous_part", "[", N_("previous part"), N_("Previous part.")),
    Line("import.leave_out", "x", N_("leave out"), N_("Leave the column out, or take it in again."), 13),
    Line("import.save_profile", "s", N_("profile"), N_("Save the columns as a profile."), 14),
    Line("import.file", "o", N_("other file"), N_("Choose another file."), 15),
    Line("import.read_again", "r", N_("read again"), N_("Read the file again."), 16),
    Line("import.down", "j", N_("down"), N_("Next line.")),
    Line("import.up", "k", N_("up"), N_("Previous line.")),
    Line("import.text_down", "ctrl+d", N_("text down"), N_("Half a page of the text down.")),
    Line("import.text_up", "ctrl+u", N_("text up"), N_("Half a page of the text up.")),
)
