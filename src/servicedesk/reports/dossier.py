"""The file of a complaint by the nine stages, as a regulator or an auditor asks for it.

Titles and clause numbers: domain/stages.py. The file claims no conformity with any standard.
"""

from collections.abc import Iterator
from datetime import datetime

from servicedesk import i18n
from servicedesk.domain.case_links import relation_label
from servicedesk.domain.late_entry import late_words
from servicedesk.domain.limit_words import limit_words
from servicedesk.domain.numbers import format_number
from servicedesk.domain.rows.complaints import Handoff, Remedy, Step
from servicedesk.domain.rows.followups import FollowUpRow
from servicedesk.domain.rows.promises import PromiseRow
from servicedesk.domain.stage_history import is_reopening
from servicedesk.domain.staged_dossier import StagedDossier, StagedHistory
from servicedesk.domain.wait_words import wait_parts
from servicedesk.domain.wording import before_value, value_label
from servicedesk.domain.words.calls import CHANNELS
from servicedesk.domain.words.followups import PROMISE_OUTCOMES
from servicedesk.i18n import _, pgettext
from servicedesk.reports.clock_facts import target_facts
from servicedesk.reports.confidence import confidence
from servicedesk.reports.document import Document, Entry, Fact, Section
from servicedesk.reports.history_words import HistoryWords, joined, one_line
from servicedesk.reports.investigation import investigation

_AS_RECORDS = frozenset({"remedy", "remedy_done_at"})
"""Lines of a stage that stand as entries with their time and who decided."""

Timed = tuple[datetime, Entry]


def document(staged: StagedDossier) -> Document:
    """The file, still without a format."""
    return _Layout(staged).document()


class _Layout:
    """Lays one case out."""

    def __init__(self, staged: StagedDossier) -> None:
        self.staged = staged
        self.dossier = staged.dossier
        self.row = staged.dossier.case.row
        self.words = HistoryWords(staged.zone)
        self.moment = self.words.moment
        self.recorded = {
            (line.what, line.at): line.recorded_at for line in self.dossier.history if line.recorded_at
        }

    def document(self) -> Document:
        number = format_number("case", self.row.id)
        return Document(
            title=_("Complaint file {number}: {subject}").format(
                number=number, subject=self.dossier.case.fields["subject"]
            ),
            language=i18n.language().replace("_", "-"),
            missing_label=_("Missing"),
            complete_label=_("Nothing is missing."),
            remarks=tuple(self._remarks()),
            facts=(*self._head(number), *target_facts(self.staged.clocks, self.moment), *self._waiting()),
            sections=(*map(self._stage, self.staged.stages), *self._appendices()),
        )

    def _remarks(self) -> Iterator[str]:
        yield from confidence(self.staged.mask)
        yield _(
            "Laid out by the nine stages of handling in ISO 10002 and GB/T 19012. It shows what is recorded"
            " and what is missing; it claims no conformity with these standards."
        )
        made = _("Made on {when} by {name}; all times are those of {zone}.")
        yield made.format(
            when=self.moment(self.staged.made_at), name=self.staged.made_by, zone=self.staged.zone
        )

    def _head(self, number: str) -> Iterator[Fact]:
        row, card = self.row, self.dossier.customer
        customer = [format_number("customer", card.id), card.name] if card else [row.customer_name]
        if card and card.fields.get("tier"):
            customer.append(value_label("customer", "tier", card.fields["tier"]))
        state = value_label("case", "state", row.state)
        facts = (
            (_("Number"), number),
            (pgettext("case", "Kind"), value_label("case", "kind", row.kind)),
            (_("Customer"), "  ".join(filter(None, customer))),
            (_("State"), f"{before_value(state)}{row.waiting_reason}" if row.waiting_reason else state),
            (_("Received"), self.moment(row.received_at)),
            (_("Owner"), row.owner),
        )
        yield from (Fact(label, value or "–") for label, value in facts)
        reopened = [
            f"{self.moment(line.at)}  {line.actor}"
            for line in self.dossier.history
            if line.case_id is None and is_reopening(line)
        ]
        if reopened:
            yield Fact(_("Reopened"), joined(reopened))

    def _waiting(self) -> Iterator[Fact]:
        for limit in self.staged.limits:
            words = limit_words(limit, self.staged.made_at, self.moment)
            yield Fact(_("Legal limit, {source}").format(source=limit.sent.source or "–"), joined(words))
        if self.staged.waiting is not None:
            parts = wait_parts(self.staged.waiting, self.staged.made_at, self.moment)
            yield Fact(_("Waiting"), joined([words for words, _is_warning in parts]))

    def _stage(self, held: StagedHistory) -> Section:
        stage = held.stage
        timed = [(line.at, self.words.entry(line)) for line in held.history]
        timed += self._records(stage.code)
        timed.sort(key=lambda entry: entry[0])
        facts = [
            Fact(line.label, self.moment(line.value) if isinstance(line.value, datetime) else line.value)
            for line in stage.recorded
            if line.value is not None and line.name not in _AS_RECORDS
        ]
        if stage.code == "7.3" and self.dossier.steps:
            facts.append(Fact(_("Checklist"), joined([self._step(step) for step in self.dossier.steps])))
        return Section(
            f"{stage.code}  {stage.title}",
            tuple(facts),
            tuple(entry for _at, entry in timed),
            missing=stage.missing,
        )

    def _records(self, code: str) -> Iterator[Timed]:
        """What belongs to a stage and stands beside the history of the case."""
        if code == "7.3":
            for handoff in self.dossier.handoffs:
                yield handoff.out_at, self._handoff(handoff)
            for promise in self.dossier.promises:
                yield promise.made_at, self._promise_made(promise)
        elif code == "7.6":
            yield from investigation(self.dossier, self.moment)
        elif code == "7.7":
            for remedy in self.dossier.remedies:
                yield remedy.decided_at, self._remedy(remedy)
        elif code == "7.9":
            for visit in self.dossier.followups:
                yield visit.done_at or visit.due_at, self._followup(visit)

    def _handoff(self, handoff: Handoff) -> Entry:
        parts = [one_line(handoff.words)]
        if handoff.due_at:
            parts.append(_("Due back: {when}").format(when=self.moment(handoff.due_at)))
        if handoff.back_at:
            back = _("Came back: {when}").format(when=self.moment(handoff.back_at))
            late = self._late("case.back", handoff.back_at)
            parts.append("  ".join(filter(None, (back, one_line(handoff.back_words), late))))
        else:
            parts.append(_("Not back yet."))
        parts.append(self._late("case.hand_off", handoff.out_at))
        what = _("handed off to {department}").format(department=handoff.department)
        return Entry(self.moment(handoff.out_at), handoff.out_by, what, joined(parts))

    def _remedy(self, remedy: Remedy) -> Entry:
        from servicedesk.domain.money import format_money
        from servicedesk.domain.words.complaints import REMEDIES

        label = _(REMEDIES.labels.get(remedy.kind, remedy.kind))
        parts = [one_line(remedy.words)]
        if remedy.cost_cents:
            cost = format_money(remedy.cost_cents, remedy.currency)
            parts.append(_("Cost: {amount}").format(amount=cost))
        if remedy.approver:
            words = _("Approved by {name}").format(name=remedy.approver)
            parts.append("  ".join(filter(None, (words, self.moment(remedy.approved_at)))))
        if remedy.done_at:
            parts.append(_("Carried out: {when}").format(when=self.moment(remedy.done_at)))
        parts.append(self._late("case.remedy", remedy.decided_at))
        what = _("remedy: {kind}").format(kind=label)
        return Entry(self.moment(remedy.decided_at), remedy.decided_by, what, joined(parts))

    def _followup(self, visit: FollowUpRow) -> Entry:
        at = self.moment(visit.done_at or visit.due_at)
        if visit.done_at is None and visit.all_day:
            at = at.partition(" ")[0]
        state = value_label("followup", "state", visit.state)
        what = _("follow-up {state}").format(state=state)
        return Entry(at, visit.owner, what, joined([visit.purpose, visit.result or visit.reason_skipped]))

    def _step(self, step: Step) -> str:
        if step.done_at is None:
            words = _("open, required: {text}") if step.required else _("open: {text}")
            return words.format(text=one_line(step.text))
        words = _("done on {when} by {name}: {text}")
        return words.format(
            when=self.moment(step.done_at), name=step.done_by or "–", text=one_line(step.text)
        )

    def _outcome(self, promise: PromiseRow) -> str:
        return _(PROMISE_OUTCOMES.labels[promise.outcome(self.staged.made_at)])

    def _appendices(self) -> Iterator[Section]:
        none = _("None.")
        promises = tuple(map(self._promise, self.dossier.promises))
        yield Section(_("Promises"), entries=promises, remark="" if promises else none)
        links = tuple(
            Fact(
                relation_label(link.relation, link.is_outward),
                f"{format_number('case', link.case_id)}  {link.subject}  "
                f"({value_label('case', 'state', link.state)})",
            )
            for link in self.dossier.links
        )
        yield Section(_("Linked cases"), links, remark="" if links else none)
        merged = tuple(
            Entry(
                self.moment(merge.at),
                merge.actor,
                _("{number} was merged into {target}").format(
                    number=format_number("case", merge.case_id), target=format_number("case", merge.target_id)
                ),
                joined([one_line(merge.subject), one_line(merge.reason)]),
            )
            for merge in self.dossier.merged
        )
        yield Section(_("Merged cases"), entries=merged, remark="" if merged else none)
        history = tuple(map(self.words.entry, self.dossier.history))
        left_out = _("Steps that were taken back again are left out.")
        yield Section(_("History"), entries=history, remark=left_out if history else none)

    def _promise_made(self, promise: PromiseRow) -> Entry:
        """A promise among what was done: when the customer was told which time, in which way and words."""
        number = format_number("promise", promise.id)
        what = _("promise {number}").format(number=number)
        if promise.follows_id is not None:
            earlier = format_number("promise", promise.follows_id)
            what = _("told another time: {number} in place of {earlier}").format(
                number=number, earlier=earlier
            )
        told = _("{text} (told for {when}; {outcome})").format(
            text=one_line(promise.text), when=self.moment(promise.due_at), outcome=self._outcome(promise)
        )
        late = self._late("promise.make", promise.made_at)
        words = joined([told, _told_how(promise), late])
        return Entry(self.moment(promise.made_at), promise.owner, what, words)

    def _late(self, verb: str, at: datetime) -> str:
        """`recorded 2 d later`, of what stands beside the history; empty where that was at once."""
        return late_words(at, self.recorded.get((verb, at)))

    def _promise(self, promise: PromiseRow) -> Entry:
        parts = [one_line(promise.text), _("Told for: {when}").format(when=self.moment(promise.due_at))]
        if promise.estimate_at:
            parts.append(_("Own estimate: {when}").format(when=self.moment(promise.estimate_at)))
        if promise.follows_id is not None:
            earlier = format_number("promise", promise.follows_id)
            parts.append(_("Takes the place of {number}").format(number=earlier))
        parts.append(_told_how(promise))
        ended = self.moment(promise.ended_at)
        outcome = _("Outcome: {outcome}").format(outcome=self._outcome(promise))
        parts.append("  ".join(filter(None, (outcome, ended, one_line(promise.reason)))))
        parts.append(self._late("promise.make", promise.made_at))
        number = format_number("promise", promise.id)
        return Entry(self.moment(promise.made_at), promise.owner, number, joined(parts))


def _told_how(promise: PromiseRow) -> str:
    """Told how: phone: the words; what nobody wrote down is left out."""
    how = _(CHANNELS.labels.get(promise.told_how, promise.told_how)) if promise.told_how else ""
    said = "  ".join(filter(None, (how, one_line(promise.told_words))))
    return before_value(pgettext("promise", "Told how")) + said if said else ""
