"""Everything the page of a pairing shows, read once."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from learning.extensions import db
from learning.mentoring.models import (
    Action,
    AgendaPoint,
    Agreement,
    Booking,
    ExitAnswer,
    Extension,
    LoggedTalk,
    Message,
    Pairing,
    PairingDefaults,
    TandemRequest,
)
from learning.mentoring.queries.health import Standing
from learning.mentoring.queries.sessions import sessions_of_pairing
from learning.mentoring.queries.tandems import balance_of
from learning.mentoring.queries.times import has_times
from learning.mentoring.queries.together import (
    Event,
    GoalProgress,
    actions_of,
    agreements_of,
    awaits_yes,
    events_of,
    goals_of,
    goals_with_progress,
    points_of,
    talks_of,
    unread_messages,
)
from learning.mentoring.rules import CADENCE_DAYS, Act, Condition, Stand, TeachingBalance, next_act
from learning.people.models import Person


@dataclass(frozen=True)
class PairPage:
    """A pairing as one of the two sees it."""

    pairing: Pairing
    other: Person
    is_mentee: bool
    standing: Standing
    condition: Condition
    act: Act
    agreement: Agreement | None  # the one that holds
    next_session: Booking | None
    sessions: list[Booking]
    points: list[AgendaPoint]
    actions: list[Action]  # open ones
    goals: list[GoalProgress]
    talks: list[LoggedTalk]  # that wait for a yes
    extension: Extension | None
    unread: list[Message]
    events: list[Event]
    is_rated: bool
    tandem: TandemRequest | None  # what each of a tandem teaches
    balance: TeachingBalance | None  # how long each of a tandem has taught


def pair_page(pairing: Pairing, person: Person, now: datetime) -> PairPage:
    """What one of the two finds: what is next, what was, and how it stands."""
    agreements, sessions, talks = (
        agreements_of(pairing),
        sessions_of_pairing(pairing),
        talks_of(pairing),
    )
    goals, actions, points = goals_of(pairing), actions_of(pairing), points_of(pairing)
    unread, (extension, exit_answer, defaults, tandem) = (
        unread_messages(pairing, person),
        _beside(pairing, person),
    )
    ahead = [one for one in sessions if one.is_ahead(now)]
    cadence_days = defaults.cadence_days if defaults else CADENCE_DAYS
    standing = _standing(pairing, agreements, sessions, talks, cadence_days, now)
    is_tandem = pairing.is_tandem
    stand = Stand(
        is_mentee=is_tandem or person.id == pairing.mentee_id,
        agreement_awaits=awaits_yes(agreements, person, pairing),
        talk_awaits=any(one.confirmed_at is None and one.written_by != person.id for one in talks),
        extension_awaits=extension is not None and extension.asked_by != person.id,
        message_awaits=bool(unread),
        needs_agreement=not agreements,
        has_next=bool(ahead),
        has_agenda=bool(points),
        has_times=bool(ahead) or has_times(pairing, person, now),
    )
    return PairPage(
        pairing=pairing,
        other=pairing.other(person),
        is_mentee=person.id == pairing.mentee_id,
        standing=standing,
        condition=standing.condition(now),
        act=next_act(stand),
        agreement=next((one for one in agreements if one.is_confirmed), None),
        next_session=ahead[-1] if ahead else None,
        sessions=sessions,
        points=points,
        actions=[one for one in actions if one.done_at is None],
        goals=goals_with_progress(goals, actions),
        talks=[one for one in talks if one.confirmed_at is None],
        extension=extension,
        unread=unread,
        events=events_of(pairing, agreements, sessions, goals, talks),
        is_rated=pairing.is_running or exit_answer is not None,
        tandem=tandem,
        balance=balance_of(pairing, sessions, talks, now) if is_tandem else None,
    )


def _beside(
    pairing: Pairing, person: Person
) -> tuple[Extension | None, ExitAnswer | None, PairingDefaults | None, TandemRequest | None]:
    """What a pairing has at most one of: the open wish to go on, what this person said at its end,
    the programme's figures, and what led to a tandem.
    """
    query = (
        select(Extension, ExitAnswer, PairingDefaults, TandemRequest)
        .select_from(Pairing)
        .outerjoin(
            Extension, (Extension.pairing_id == Pairing.id) & Extension.answered_at.is_(None)
        )
        .outerjoin(
            ExitAnswer,
            (ExitAnswer.pairing_id == Pairing.id) & (ExitAnswer.person_id == person.id),
        )
        .outerjoin(PairingDefaults, PairingDefaults.programme_id == Pairing.programme_id)
        .outerjoin(TandemRequest, TandemRequest.pairing_id == Pairing.id)
        .where(Pairing.id == pairing.id)
        .limit(1)
    )
    extension, answer, defaults, tandem = db.session.execute(query).one()
    return extension, answer, defaults, tandem


def _standing(
    pairing: Pairing,
    agreements: list[Agreement],
    sessions: list[Booking],
    talks: list[LoggedTalk],
    cadence_days: int,
    now: datetime,
) -> Standing:
    """As `standing_of`, from rows that the page has read already."""
    holds = next((one for one in agreements if one.is_confirmed), None)
    met = [one.slot.starts_at for one in sessions if one.is_over(now)]
    met += [one.held_at for one in talks if one.confirmed_at is not None]
    ahead = [one.slot.starts_at for one in sessions if one.is_ahead(now)]
    contact = [pairing.started_at, pairing.contact_at, *met, *(one.booked_at for one in sessions)]
    return Standing(
        pairing=pairing,
        cadence_days=holds.cadence_days if holds else cadence_days,
        last_met_at=max(met, default=None),
        next_at=min(ahead, default=None),
        contact_at=max(at for at in contact if at is not None),
    )
