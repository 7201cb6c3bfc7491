"""Looking after pairs: a word to whose turn it is, and an end to those that fell silent."""

from datetime import datetime, timedelta

from learning.mentoring import queries
from learning.mentoring.models import EndReason, Pairing
from learning.mentoring.operations.pairings import end_pairing
from learning.mentoring.queries import Standing
from learning.mentoring.rules import (
    NOTICE_DAYS,
    Act,
    Health,
    is_to_be_warned,
    nudge_due,
)
from learning.notifications.operations import notify
from learning.people.models import Person

ASK_TO_EXTEND_DAYS = 14

# where the one click of a nudge leads
PLACES = {
    Act.CONFIRM_AGREEMENT: "mentoring.agreement",
    Act.ANSWER_EXTENSION: "mentoring.extend_pairing",
    Act.CONFIRM_TALK: "mentoring.pairing",
    Act.REPLY: "mentoring.messages",
    Act.WRITE_AGREEMENT: "mentoring.write_agreement",
}


def look_after_pairings(now: datetime) -> None:
    """End what is over, announce ends, nudge the silent.

    Looked at daily; running it twice changes nothing.
    """
    for pairing in queries.pairings_past_their_day(now):
        end_pairing(pairing, None, EndReason.ON_DATE, now)
    for pairing in queries.pairings_near_their_day(now, ASK_TO_EXTEND_DAYS):
        _tell_of_last_day(pairing, now)
    for standing in queries.standings_to_watch(now):
        _look_after(standing, now)


def _look_after(standing: Standing, now: datetime) -> None:
    pairing, silent_since = standing.pairing, standing.contact_at.date()
    found = standing.condition(now)
    if found.health is not Health.AT_RISK:
        pairing.warned_at = None
    elif pairing.warned_at is not None:
        if now - pairing.warned_at >= timedelta(days=NOTICE_DAYS):
            end_pairing(pairing, None, EndReason.SILENT, now)
        return
    elif is_to_be_warned(found, silent_since, now.date()):
        _warn(pairing, now)
        return
    days = nudge_due(silent_since, now.date())
    if days is not None and standing.next_at is None:
        _nudge(standing, days, now)


def _nudge(standing: Standing, days: int, now: datetime) -> None:
    """Remind whoever's turn it is, once for each length of this silence."""
    pairing = standing.pairing
    for person in (pairing.mentee, pairing.mentor):
        act = queries.turn_of(pairing, person, now, standing)
        if not act.is_own:
            continue
        endpoint, values = _place(act, pairing, person)
        notify(
            person.id,
            "mentoring.pair_nudge",
            {"other": pairing.other(person).name, "act": act.value},
            link=(endpoint, values),
            dedupe_key=(
                f"mentoring.pair_nudge:{pairing.id}:{person.id}:{standing.contact_at.date()}:{days}"
            ),
            now=now,
        )


def _place(act: Act, pairing: Pairing, person: Person) -> tuple[str, dict[str, int]]:
    if act is Act.BOOK:
        return "mentoring.mentor", {"person_id": pairing.other(person).id}
    if act is Act.OFFER_TIMES:
        return "mentoring.offer_slots", {"person_id": person.id}
    return PLACES[act], {"pairing_id": pairing.id}


def _warn(pairing: Pairing, now: datetime) -> None:
    pairing.warned_at = now
    ends_at = now + timedelta(days=NOTICE_DAYS)
    for person in (pairing.mentee, pairing.mentor):
        notify(
            person.id,
            "mentoring.pairing_fades",
            {"other": pairing.other(person).name, "ends_at": ends_at.isoformat()},
            link=("mentoring.pairing", {"pairing_id": pairing.id}),
            dedupe_key=f"mentoring.pairing_fades:{pairing.id}:{person.id}:{now.date()}",
            now=now,
        )


def _tell_of_last_day(pairing: Pairing, now: datetime) -> None:
    for person in (pairing.mentee, pairing.mentor):
        notify(
            person.id,
            "mentoring.last_day_near",
            {
                "other": pairing.other(person).name,
                "ends_on": pairing.ends_on.isoformat() if pairing.ends_on else "",
            },
            link=("mentoring.extend_pairing", {"pairing_id": pairing.id}),
            dedupe_key=f"mentoring.last_day_near:{pairing.id}:{person.id}:{pairing.ends_on}",
            now=now,
        )
