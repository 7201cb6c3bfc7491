"""What a lead plans for the pairs of a programme; editing reaches the pairs that run."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import select

from learning.audit import operations as audit
from learning.extensions import db
from learning.mentoring import queries
from learning.mentoring.models import (
    AgendaTemplate,
    Milestone,
    MilestoneTemplate,
    Pairing,
    PairingDefaults,
    PairingKind,
)
from learning.mentoring.queries import MilestoneDraft
from learning.people.models import Person
from learning.programmes.models import Programme


def save_defaults(
    programme: Programme,
    by: Person,
    *,
    cadence_days: int,
    minutes: int,
    extension_weeks: int,
    now: datetime,
) -> None:
    """Keep what the programme suggests to its pairs, and how long they may go on."""
    row = db.session.get(PairingDefaults, programme.id)
    if row is None:
        row = PairingDefaults(programme_id=programme.id)
        db.session.add(row)
    row.cadence_days, row.minutes, row.extension_weeks = cadence_days, minutes, extension_weeks
    _audit(programme, by, now, part="figures")


def save_milestones(
    programme: Programme, by: Person, drafts: Sequence[MilestoneDraft], now: datetime
) -> None:
    """Make these the milestones, in pairs that run too; what they have done stays as it is."""
    known = {one.id: one for one in queries.milestone_templates(programme.id)}
    running = {pairing.id: pairing for pairing in queries.running_pairings(programme.id)}
    gone = known.keys() - {draft.id for draft in drafts}
    for copy in queries.open_milestones(sorted(gone)):
        db.session.delete(copy)
    for id_ in gone:
        db.session.delete(known[id_])
    for position, draft in enumerate(drafts):
        template = known.get(draft.id or 0)
        if template is None:
            template = MilestoneTemplate(programme_id=programme.id)
            db.session.add(template)
        is_new = template.id is None
        template.position, template.words, template.day = position, draft.words, draft.day
        db.session.flush()
        if is_new:
            db.session.add_all(copy_milestone(template, one) for one in running.values())
            continue
        for copy in queries.open_milestones([template.id]):
            copy.words = draft.words
            copy.due_on = _due_on(template, running[copy.pairing_id])
    db.session.flush()
    _audit(programme, by, now, part="milestones")


def save_agendas(
    programme: Programme,
    by: Person,
    kind: PairingKind,
    agendas: Mapping[int, Sequence[str]],
    now: datetime,
) -> None:
    """Keep the points of each session number (0: every further one) for pairs of this kind."""
    query = select(AgendaTemplate).where(
        AgendaTemplate.programme_id == programme.id, AgendaTemplate.kind == kind
    )
    known = {one.session_number: one for one in db.session.scalars(query)}
    for number, points in agendas.items():
        template = known.get(number)
        if template is None:
            template = AgendaTemplate(programme_id=programme.id, kind=kind, session_number=number)
            db.session.add(template)
        template.points = list(points)
    db.session.flush()
    _audit(programme, by, now, part="agendas")


def copy_milestone(template: MilestoneTemplate, pairing: Pairing) -> Milestone:
    """The pair's own copy of a milestone, due as many days after its start."""
    return Milestone(
        pairing_id=pairing.id,
        template_id=template.id,
        words=template.words,
        due_on=_due_on(template, pairing),
    )


def _due_on(template: MilestoneTemplate, pairing: Pairing) -> date:
    return pairing.started_at.date() + timedelta(days=template.day)


def _audit(programme: Programme, by: Person, now: datetime, part: str) -> None:
    audit.record(by.id, "pair.plan_edit", f"programme:{programme.id}", now, part=part)
