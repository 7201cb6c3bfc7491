"""Who of a programme can be matched: mentees without a mentor, mentors with free places."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    CompoundSelect,
    Select,
    Subquery,
    false,
    func,
    null,
    or_,
    select,
    true,
    union_all,
)

from learning.columns import UTCDateTime
from learning.extensions import db
from learning.mentoring.models import (
    Match,
    MatchState,
    Pairing,
    PairingKind,
    Rematch,
    RematchState,
    RunCircle,
)
from learning.mentoring.rules import CIRCLE_WAITING, PLACES, seats
from learning.people.models import Avoidance, Person
from learning.programmes.models import (
    Circle,
    CircleMember,
    Enrolment,
    EnrolmentRole,
    EnrolmentState,
    Programme,
)
from learning.programmes.queries import seats_left_of_person
from learning.scheduling.models import Offer

Pair = tuple[int, int]


def is_available(today: date | BindParameter[date]) -> ColumnElement[bool]:
    """For a WHERE over people: here, and not pausing."""
    return Person.deactivated_at.is_(None) & or_(
        Person.paused_until.is_(None), Person.paused_until <= today
    )


def enrolled(programme: Programme, role: EnrolmentRole) -> Select[int]:
    """The ids of the people who take part in this role, as a subquery."""
    return select(Enrolment.person_id).where(
        Enrolment.programme_id == programme.id,
        Enrolment.role == role,
        Enrolment.state == EnrolmentState.ACTIVE,
    )


def is_found(today: date) -> ColumnElement[bool]:
    """For a WHERE over enrolments: neither paused in this role nor hidden for being silent."""
    return Enrolment.hidden_at.is_(None) & or_(
        Enrolment.paused_until.is_(None), Enrolment.paused_until <= today
    )


def partners_of(person_id: int | BindParameter[int]) -> CompoundSelect[int]:
    """Whose times are this person's to book, as a subquery: own mentors, partners of a tandem."""
    running = Pairing.ended_at.is_(None)
    is_tandem = Pairing.kind == PairingKind.TANDEM
    return union_all(
        select(Pairing.mentor_id).where(Pairing.mentee_id == person_id, running),
        select(Pairing.mentee_id).where(Pairing.mentor_id == person_id, running, is_tandem),
    )


@dataclass(frozen=True)
class InNeed:
    """A mentee who waits: for how many mentors, and the priority that a lead has stated."""

    wants: int
    priority: int


def waiting_mentees(programme: Programme, today: date) -> dict[int, InNeed]:
    """Mentees with fewer mentors and open proposals here than they want.

    Who is to have somebody else comes first; then the first comers, or where the programme says
    so those of the higher stated priority.
    """
    has = _counted(
        select(Pairing.mentee_id).where(
            Pairing.programme_id == programme.id,
            Pairing.ended_at.is_(None),
            Pairing.kind != PairingKind.TANDEM,
        ),
        select(Match.mentee_id).where(
            Match.programme_id == programme.id, Match.state == MatchState.PROPOSED
        ),
    )
    anew = select(Rematch.person_id).where(
        Rematch.programme_id == programme.id, Rematch.state == RematchState.OPEN
    )
    stated = [Enrolment.priority.desc()] if programme.waits_by_priority else []
    query = (
        select(Person.id, Enrolment.capacity, Enrolment.priority, func.coalesce(has.c.count, 0))
        .join(Enrolment, Enrolment.person_id == Person.id)
        .outerjoin(has, has.c.person_id == Person.id)
        .where(
            Enrolment.programme_id == programme.id,
            Enrolment.role == EnrolmentRole.MENTEE,
            Enrolment.state == EnrolmentState.ACTIVE,
            is_available(today),
            is_found(today),
        )
        .order_by(Person.id.not_in(anew), *stated, Enrolment.applied_at, Person.id)
    )
    found = dict[int, InNeed]()
    for mentee, own, priority, count in db.session.execute(query):
        wants = seats(own, programme.mentors_per_mentee) - count
        if wants > 0:
            found[mentee] = InNeed(wants, priority if programme.waits_by_priority else 0)
    return found


def in_circles(programme: Programme) -> set[int]:
    """Who sits in a circle of the programme, or is about to be asked whether they would."""
    inside = (
        select(CircleMember.person_id)
        .join(CircleMember.circle)
        .where(
            Circle.programme_id == programme.id,
            Circle.closed_at.is_(None),
            CircleMember.left_at.is_(None),
        )
    )
    kept = (
        select(Offer.person_id)
        .join(Circle, Circle.id == Offer.object_id)
        .where(
            Offer.queue == CIRCLE_WAITING,
            Offer.answer.is_(None),
            Circle.programme_id == programme.id,
            Circle.closed_at.is_(None),
        )
    )
    planned = (
        select(Match.mentee_id)
        .join(
            RunCircle, (RunCircle.run_id == Match.run_id) & (RunCircle.host_id == Match.mentor_id)
        )
        .join(RunCircle.circle)
        .where(
            Circle.programme_id == programme.id,
            Circle.opened_at.is_(None),
            Circle.closed_at.is_(None),
        )
    )
    return set(db.session.scalars(union_all(inside, kept, planned)))


def has_every_mentor(programme: Programme, mentee_id: int) -> bool:
    """Whether this mentee has as many mentors here as they want."""
    running = select(func.count(Pairing.id)).where(
        Pairing.programme_id == programme.id,
        Pairing.mentee_id == mentee_id,
        Pairing.ended_at.is_(None),
        Pairing.kind != PairingKind.TANDEM,
    )
    asked = select(running.scalar_subquery(), own_wish(programme, mentee_id).scalar_subquery())
    count, own = db.session.execute(asked).one()
    return bool(count >= seats(own, programme.mentors_per_mentee))


def wanted_by(programme: Programme, mentee_id: int) -> int:
    """How many mentors at a time this mentee wants here."""
    own = db.session.scalar(own_wish(programme, mentee_id))
    return seats(own, programme.mentors_per_mentee)


def own_wish(programme: Programme, mentee_id: int) -> Select[int | None]:
    """How many mentors this mentee has said they want, as a subquery."""
    return select(Enrolment.capacity).where(
        Enrolment.programme_id == programme.id,
        Enrolment.person_id == mentee_id,
        Enrolment.role == EnrolmentRole.MENTEE,
    )


def free_seats(
    programme: Programme,
    today: date,
    mentor_ids: Collection[int] | None = None,
    mentee_id: int | None = None,
) -> dict[int, int]:
    """By mentor of the programme the places still free.

    The least of the own limit, the programme's and what the mentor has left over all programmes
    and roles. A run's proposal keeps a place until it is answered, be it a mentee or a circle to
    lead, as does the offer of a place to somebody who waited for it; a mentee's request keeps none.
    What is kept for `mentee_id` is free to them.
    """
    offered = (
        select(Enrolment.person_id)
        .join(Offer, Offer.object_id == Enrolment.id)
        .where(
            Enrolment.programme_id == programme.id,
            Offer.queue == PLACES,
            Offer.offered_at.is_not(None),
            Offer.answer.is_(None),
        )
    )
    if mentee_id is not None:
        offered = offered.where(Offer.person_id != mentee_id)
    asked_to_lead = (
        select(RunCircle.host_id)
        .join(RunCircle.circle)
        .where(
            Circle.programme_id == programme.id,
            Circle.opened_at.is_(None),
            Circle.closed_at.is_(None),
        )
    )
    paired = _counted(
        select(Pairing.mentor_id).where(
            Pairing.programme_id == programme.id,
            Pairing.ended_at.is_(None),
            Pairing.kind != PairingKind.TANDEM,
        )
    )
    proposed = _counted(
        select(Match.mentor_id).where(
            Match.programme_id == programme.id,
            Match.state == MatchState.PROPOSED,
            Match.run_id.is_not(None),
        ),
        offered,
        asked_to_lead,
    )
    query = (
        select(
            Person.id,
            Enrolment.capacity,
            func.coalesce(paired.c.count, 0),
            func.coalesce(proposed.c.count, 0),
            seats_left_of_person(),
        )
        .join(Enrolment, Enrolment.person_id == Person.id)
        .outerjoin(paired, paired.c.person_id == Person.id)
        .outerjoin(proposed, proposed.c.person_id == Person.id)
        .where(
            Enrolment.programme_id == programme.id,
            Enrolment.role == EnrolmentRole.MENTOR,
            Enrolment.state == EnrolmentState.ACTIVE,
            is_available(today),
            is_found(today),
        )
        .order_by(Person.id)
    )
    if mentor_ids is not None:
        query = query.where(Person.id.in_(mentor_ids))
    found = dict[int, int]()
    for mentor, own, pairs, proposals, left in db.session.execute(query):
        here = seats(own, programme.mentor_capacity) - pairs
        found[mentor] = max(0, min(here, left) - proposals)
    return found


def _counted(*queries: Select[int]) -> Subquery:
    """How often each person stands in these queries: `person_id` and `count`."""
    ids = union_all(*queries).subquery()
    [person_id] = ids.c
    counted = select(person_id.label("person_id"), func.count().label("count"))
    return counted.group_by(person_id).subquery()


def private_bars(programme: Programme) -> set[Pair]:
    """Pairs that one of the two does not want. Private: it must never show, not even as a gap."""
    return {(one, other) for one, other in db.session.execute(_avoided(programme))}


def earlier_pairs_and_bars(
    programme: Programme, today: date
) -> tuple[dict[int, dict[int, int]], set[Pair]]:
    """By mentee the days since a pairing with each of these ended or one of the two said no, and
    the private bars.

    Pairings count in whichever order the two stood, and one that runs counts as ended today. One
    query.
    """
    people = enrolled(programme, EnrolmentRole.MENTEE)
    met = or_(Pairing.mentee_id.in_(people), Pairing.mentor_id.in_(people))
    paired = select(Pairing.mentee_id, Pairing.mentor_id, Pairing.ended_at, false()).where(met)
    both_ways = select(Pairing.mentor_id, Pairing.mentee_id, Pairing.ended_at, false()).where(met)
    declined = select(Match.mentee_id, Match.mentor_id, Match.closed_at, false()).where(
        Match.mentee_id.in_(people), Match.state == MatchState.DECLINED
    )
    barred = _avoided(programme).add_columns(null().cast(UTCDateTime), true())
    found, bars = dict[int, dict[int, int]](), set[Pair]()
    for one, other, at, is_bar in db.session.execute(
        union_all(paired, both_ways, declined, barred)
    ):
        if is_bar:
            bars.add((one, other))
            continue
        days = max(0, (today - at.date()).days) if at else 0
        known = found.setdefault(one, {})
        known[other] = min(days, known.get(other, days))
    return found, bars


def _avoided(programme: Programme) -> Select[int, int]:
    people = select(Enrolment.person_id).where(Enrolment.programme_id == programme.id)
    return select(Avoidance.person_id, Avoidance.other_id).where(Avoidance.person_id.in_(people))
