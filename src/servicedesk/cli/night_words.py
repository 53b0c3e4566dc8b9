"""What `servicedesk nightly` tells of a night and of a check, for people and for programs."""

from typing import TYPE_CHECKING, Any

from servicedesk.cli.frame import diagnostics, output
from servicedesk.domain.text import sentences
from servicedesk.i18n import _, ngettext
from servicedesk.services import night_check
from servicedesk.services.night_latest import FAILED, TAKEN, UNSURE
from servicedesk.settings.night_places import LATEST, LATEST_LINK

if TYPE_CHECKING:
    from servicedesk.services.nightly import Checked, Night


def night_values(night: "Night") -> dict[str, Any]:
    told = night.kept.told
    return {
        "set": night.kept.name,
        "path": str(night.kept.path),
        **output.picked(told, "kind after change_number rows format is_sound counts"),
        "bytes": told.size,
        "forgotten": list(night.forgotten),
        "stayed": list(night.stayed),
        "unmoved": night.unmoved,
        "unsure": night.unsure,
        "latest": dict(night.led_to),
        "damaged_sets": {name: list(files) for name, files in night.damaged.items()},
        "ahead": list(night.ahead),
        "gone": list(night.gone),
        "is_sure": night.is_sure,
        "unlike": night.unlike,
        "damaged": night.marked,
    }


def night_words(night: "Night") -> str:
    rows = ngettext("{count} row", "{count} rows", night.kept.told.rows).format(count=night.kept.told.rows)
    words = _("The set is whole: {path}, {rows}.").format(path=night.kept.path, rows=rows)
    if not night.forgotten:
        return words
    gone = ngettext("{n} older set was deleted.", "{n} older sets were deleted.", len(night.forgotten))
    return sentences(words, gone.format(n=len(night.forgotten)))


def night_faults(night: "Night") -> list[str]:
    """What is to be looked at, in the sentences of one line; the set itself is there."""
    found = [_("The set {name} is written and whole.").format(name=night.kept.name)]
    if not night.is_sure:
        found += [_("The disk did not confirm its name."), *_places(night, {LATEST, LATEST_LINK})]
    if night.unlike:
        words = ngettext(
            "{count} row of the desk is not as servicedesk wrote it: run `servicedesk doctor --full`.",
            "{count} rows of the desk are not as servicedesk wrote them: run `servicedesk doctor --full`.",
            night.unlike,
        )
        found.append(words.format(count=night.unlike))
    if night.marked:
        found.append(diagnostics.marked(night.marked))
    found += _latest_faults(night)
    if night.has_kept_all:
        found.append(_("Nothing older is deleted."))
    if night.stayed:
        words = _("Older sets that could not be deleted: {names}.")
        found.append(words.format(names=_(", ").join(night.stayed)))
    if night.ahead:
        words = _("With changes that this desk does not have, and so neither counted nor deleted: {names}.")
        found.append(words.format(names=_(", ").join(night.ahead)))
    if night.gone:
        words = _("Led to until now, and not there any more: {names}.")
        found.append(words.format(names=_(", ").join(night.gone)))
    if night.damaged:
        words = _("Keep aside what is damaged; it is not counted among the {count} that stay.")
        found += [night_check.words_for(night.damaged), words.format(count=night.keep)]
    return found


def _latest_faults(night: "Night") -> list[str]:
    """What is the matter with latest.json and latest, and where each leads now."""
    names = {
        what: [one.name for one in night.troubles if one.what == what] for what in (TAKEN, FAILED, UNSURE)
    }
    found = [one.reason for one in night.troubles if one.reason]
    if names[FAILED]:
        found += _places(night, set(names[FAILED]))
    if names[UNSURE]:
        words = _("The disk did not confirm the move of {names}: after a loss of power it may be undone.")
        found.append(words.format(names=_(", ").join(names[UNSURE])))
    if names[TAKEN]:
        words = _("Not moved on to it, because something else has the name: {names}.")
        found.append(words.format(names=_(", ").join(names[TAKEN])))
    return found


def _places(night: "Night", names: set[str]) -> list[str]:
    """Where each of these leads now; those that lead to the same set are named together."""
    by_set: dict[str, list[str]] = {}
    for name, to in night.led_to.items():
        if name in names:
            by_set.setdefault(to, []).append(name)
    found = []
    for to, group in by_set.items():
        if not to:
            words = ngettext("{names} leads to no set.", "{names} lead to no set.", len(group))
        elif to == night.kept.name:
            words = ngettext("{names} leads to it.", "{names} lead to it.", len(group))
        else:
            words = ngettext("{names} still leads to {set}.", "{names} still lead to {set}.", len(group))
        found.append(words.format(names=_(", ").join(group), set=to))
    return found


def checked_words(checked: "Checked") -> str:
    files = ngettext(
        "The set {name} is whole: the checksum of {n} file is right.",
        "The set {name} is whole: the checksums of {n} files are right.",
        checked.files,
    )
    found = [files.format(name=checked.kept.name, n=checked.files)]
    if not checked.is_opened:
        words = _("It is encrypted: only with --identity KEYFILE its backup is brought back and compared.")
        return sentences(*found, words, _live_in_words(checked))
    if checked.compared and not checked.rows:
        # Of an incremental set before which nothing had changed.
        found.append(
            _("Its files hold no row; the backup could be brought back, and its records were counted.")
        )
    elif checked.compared:
        rows = ngettext(
            "{n} row is the same in the backup, which was brought back aside.",
            "{n} rows are the same in the backup, which was brought back aside.",
            checked.rows,
        )
        found.append(rows.format(n=checked.rows))
    else:
        found.append(
            _("An earlier version made it: the backup could be brought back, and its records were counted.")
        )
    return sentences(*found, _live_in_words(checked))


def _live_in_words(checked: "Checked") -> str:
    if checked.live == "same":
        return _("The desk is at the same change, and each of its rows is as that left it.")
    if checked.live == "behind":
        since = ngettext(
            "The desk has gone on by {n} change since.",
            "The desk has gone on by {n} changes since.",
            checked.changes_since,
        ).format(n=checked.changes_since)
        return sentences(since, _("Its rows were not looked at."))
    if checked.live == "other":
        return _("The desk in use is another one, or an older backup was brought back to it.")
    return _("There is no desk in use to compare it with.")
