"""What a programme plans for its pairs: figures, milestones and agendas."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from learning.extensions import db
from learning.mentoring.models import (
    AgendaTemplate,
    Milestone,
    MilestoneTemplate,
    Pairing,
    PairingDefaults,
    PairingKind,
)
from learning.mentoring.rules import (
    CADENCE_DAYS,
    EXTENSION_WEEKS,
    FURTHER,
    MINUTES,
    NUMBERED_SESSIONS,
    standard_agenda,
)
from learning.programmes.models import Programme


@dataclass(frozen=True)
class MilestoneDraft:
    """A milestone as the lead writes it; `id` of the template it changes, None for a new one."""

    id: int | None
    words: str
    day: int


@dataclass(frozen=True)
class MilestoneChange:
    """What an edit does to the pairs that run: "added", "changed" or "removed", for how many."""

    kind: str
    words: str
    pairs: int


def defaults_of(programme: Programme) -> PairingDefaults:
    """The programme's figures, or the house's own in a row that is not kept."""
    return db.session.get(PairingDefaults, programme.id) or PairingDefaults(
        programme_id=programme.id,
        cadence_days=CADENCE_DAYS,
        minutes=MINUTES,
        extension_weeks=EXTENSION_WEEKS,
    )


def milestone_templates(programme_id: int) -> list[MilestoneTemplate]:
    query = select(MilestoneTemplate).where(MilestoneTemplate.programme_id == programme_id)
    return list(db.session.scalars(query.order_by(MilestoneTemplate.position)))


def milestone_changes(
    programme: Programme, drafts: Sequence[MilestoneDraft]
) -> list[MilestoneChange]:
    """What these drafts would do to the pairs that run; steps already done stay as they are."""
    known = {one.id: one for one in milestone_templates(programme.id)}
    kept = {draft.id: draft for draft in drafts if draft.id in known}
    running = db.session.scalar(
        select(func.count(Pairing.id)).where(
            Pairing.programme_id == programme.id,
            Pairing.ended_at.is_(None),
        )
    )
    found = [
        MilestoneChange("added", draft.words, running or 0)
        for draft in drafts
        if draft.id not in known
    ]
    for id_, template in known.items():
        if id_ not in kept:
            found.append(MilestoneChange("removed", template.words, _open_copies(id_)))
        elif (kept[id_].words, kept[id_].day) != (template.words, template.day):
            found.append(MilestoneChange("changed", kept[id_].words, _open_copies(id_)))
    return found


def running_pairings(programme_id: int) -> list[Pairing]:
    """The programme's pairs that run."""
    query = select(Pairing).where(
        Pairing.programme_id == programme_id,
        Pairing.ended_at.is_(None),
    )
    return list(db.session.scalars(query))


def open_milestones(template_ids: Sequence[int]) -> list[Milestone]:
    """The copies of these templates that are still to do in pairs that run."""
    query = (
        select(Milestone)
        .join(Pairing, Pairing.id == Milestone.pairing_id)
        .where(
            Milestone.template_id.in_(template_ids),
            Milestone.done_at.is_(None),
            Pairing.ended_at.is_(None),
        )
    )
    return list(db.session.scalars(query))


def agendas_of(programme: Programme, kind: PairingKind) -> dict[int, list[str]]:
    """The points of each numbered session and of every further one (0), as kept or standard."""
    query = select(AgendaTemplate).where(
        AgendaTemplate.programme_id == programme.id, AgendaTemplate.kind == kind
    )
    known = {one.session_number: one.points for one in db.session.scalars(query)}
    return {
        number: known.get(number, standard_agenda(kind, number))
        for number in [*range(1, NUMBERED_SESSIONS + 1), FURTHER]
    }


def suggested_points(pairing: Pairing, number: int) -> list[str]:
    """What the programme suggests for the pair's n-th session."""
    return suggested_for(pairing.programme, pairing.kind, number)


def suggested_for(programme: Programme, kind: PairingKind, number: int = 1) -> list[str]:
    """What the programme suggests for the n-th session of this kind."""
    agendas = agendas_of(programme, kind)
    return agendas.get(number, agendas[FURTHER])


def _open_copies(template_id: int) -> int:
    return len(open_milestones([template_id]))
