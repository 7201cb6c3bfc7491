"""Making plans, finding buddies, ticking items off, checking in. The caller commits."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from learning.activity.operations import record
from learning.audit import operations as audit
from learning.buddies import pairing as pairs
from learning.buddies import queries
from learning.buddies.models import (
    BuddyPairing,
    CheckIn,
    ChecklistItem,
    Meeting,
    OnboardingPlan,
    Owner,
    PairingState,
)
from learning.buddies.rules import (
    ANSWER_WORKING_DAYS,
    CHECK_IN_DAYS,
    STANDARD_PLAN,
    working_day,
)
from learning.errors import DomainError
from learning.extensions import db
from learning.i18n import _
from learning.notifications.operations import notify, withdraw_notice
from learning.people.models import Person
from learning.people.operations.accounts import tie, untie
from learning.programmes.models import Programme
from learning.programmes.operations import give_back_seat, take_seat
from learning.programmes.queries import seats_left
from learning.scheduling.operations import lock_people

KIND = "buddies"


class NoBuddyFits(DomainError):
    """No volunteer may be this newcomer's buddy just now."""


class AlreadyAnswered(DomainError):
    """The request was answered, taken back, or has run out."""


class NotYet(DomainError):
    """The day for this has not come."""


class NoSeatLeft(DomainError):
    """The buddy looks after as many people as they wanted, in whatever role."""


class WordsMissing(DomainError):
    """A red answer without words helps nobody."""


def make_plan(
    programme: Programme, newcomer: Person, starts_on: date, now: datetime
) -> OnboardingPlan:
    """The newcomer's ninety days from the standard plan."""
    plan = OnboardingPlan(
        programme_id=programme.id,
        newcomer_id=newcomer.id,
        starts_on=starts_on,
        made_at=now,
        late_decided_at=None if starts_on < now.date() else now,
    )
    db.session.add(plan)
    db.session.flush()
    db.session.add_all(
        ChecklistItem(
            plan_id=plan.id,
            key=item.key,
            owner=Owner(item.owner),
            due_on=working_day(starts_on, item.day),
        )
        for item in STANDARD_PLAN
    )
    db.session.add_all(
        CheckIn(plan_id=plan.id, day=day, due_on=starts_on + timedelta(days=day - 1))
        for day in CHECK_IN_DAYS
    )
    notify(
        newcomer.id,
        "buddies.plan_ready",
        {"starts_on": starts_on.isoformat()},
        link=("buddies.plan", {"plan_id": plan.id}),
        dedupe_key=f"buddies.plan_ready:{plan.id}",
        now=now,
    )
    db.session.flush()
    _remind_of_check_ins(plan, now)
    return plan


def welcome_newcomers(now: datetime) -> int:
    """Make the plans that are missing and propose buddies for all who have none.

    Looked at daily and after an import; running it twice changes nothing. Returns the plans made.
    """
    programmes = queries.buddy_programmes()
    if not programmes:
        return 0
    found = queries.newcomers_without_plan(now.date())
    for newcomer in found:
        make_plan(programmes[0], newcomer, newcomer.started_on or now.date(), now)
    for programme in programmes:
        propose_buddies(programme, now)
    return len(found)


def propose_buddies(programme: Programme, now: datetime) -> int:
    """Propose a buddy for each newcomer of the programme without one; the lead confirms.

    Returns how many were proposed. The leads hear of it, and of those for whom nobody fits.
    """
    plans = {plan.newcomer_id: plan for plan in queries.plans_without_buddy(programme, now.date())}
    if not plans:
        return 0
    asked_before = _asked_before(plans.values())
    found = pairs.suggest_buddies(programme, list(plans), now, asked_before)
    for one in found:
        _propose(plans[one.newcomer_id], one, now)
    if found:
        for lead in programme.leads:
            notify(
                lead.person_id,
                "buddies.to_confirm",
                {"count": len(found), "programme": programme.name},
                link=("buddies.newcomers", {}),
                dedupe_key=f"buddies.to_confirm:{programme.id}:{lead.person_id}:{now.date()}",
                now=now,
            )
    return len(found)


def choose_buddy(plan: OnboardingPlan, buddy_id: int, lead: Person, now: datetime) -> BuddyPairing:
    """The lead picks the buddy; whoever was proposed or asked before is let go.

    Raises NoBuddyFits if this person may not be the newcomer's buddy.
    """
    allowed = {one.buddy_id: one for one in pairs.candidates(plan.programme, plan.newcomer_id, now)}
    current = plan.open_pairing
    if current is not None and current.buddy_id == buddy_id:
        return (
            current if current.state is not PairingState.PROPOSED else confirm(current, lead, now)
        )
    if buddy_id not in allowed:
        raise NoBuddyFits(_("This colleague cannot be the buddy just now. Choose one of the list."))
    if current is not None:
        end(current, PairingState.WITHDRAWN, now)
    return confirm(_propose(plan, allowed[buddy_id], now), lead, now)


def confirm(pairing: BuddyPairing, lead: Person, now: datetime) -> BuddyPairing:
    """The lead agrees with the proposal, and the buddy is asked; twice is harmless."""
    if pairing.state is not PairingState.PROPOSED:
        return pairing
    pairing.state = PairingState.ASKED
    pairing.asked_at = now
    pairing.answer_due_at = now + (working_day(now.date(), 1 + ANSWER_WORKING_DAYS) - now.date())
    audit.record(lead.id, "onboarding.buddy_assign", f"buddy_pairing:{pairing.id}", now)
    notify(
        pairing.buddy_id,
        "buddies.buddy_asked",
        {
            "newcomer": pairing.plan.newcomer.name,
            "starts_on": pairing.plan.starts_on.isoformat(),
            "answer_due_at": pairing.answer_due_at.isoformat(),
        },
        link=("buddies.request_to_me", {"pairing_id": pairing.id}),
        dedupe_key=_asked_key(pairing),
        now=now,
    )
    return pairing


def accept(pairing: BuddyPairing, now: datetime) -> None:
    """The buddy says yes: newcomer, buddy and manager are told.

    Raises AlreadyAnswered, NoSeatLeft.
    """
    lock_people([pairing.buddy_id])
    if pairing.state is PairingState.ACTIVE:
        return
    _still_asked(pairing)
    if not seats_left([pairing.buddy_id])[pairing.buddy_id]:
        raise NoSeatLeft(
            _(
                "You look after as many people as you wanted, all roles together. Raise your own "
                "number first, or say no: somebody else is asked."
            )
        )
    pairing.state, pairing.started_at = PairingState.ACTIVE, now
    newcomer, buddy = pairing.plan.newcomer, pairing.buddy
    tie(newcomer.id, buddy.id, KIND, pairing.id, now)
    take_seat(buddy.id, KIND, pairing.id, now)
    record(buddy.id, "buddy_confirmed", "buddy_pairing", pairing.id, now, pairing.plan.programme_id)
    told = {newcomer.id: "newcomer", buddy.id: "buddy"}
    if newcomer.manager_id is not None:
        told.setdefault(newcomer.manager_id, "manager")
    for person_id, side in told.items():
        notify(
            person_id,
            "buddies.buddy_confirmed",
            {
                "side": side,
                "buddy": buddy.name,
                "newcomer": newcomer.name,
                "starts_on": pairing.plan.starts_on.isoformat(),
            },
            link=("buddies.plan", {"plan_id": pairing.plan_id}),
            dedupe_key=f"buddies.buddy_confirmed:{pairing.id}:{person_id}",
            now=now,
        )


def decline(pairing: BuddyPairing, now: datetime) -> None:
    """The buddy says no, and the next candidate is proposed. Raises AlreadyAnswered."""
    if pairing.state is PairingState.DECLINED:
        return
    _still_asked(pairing)
    end(pairing, PairingState.DECLINED, now)
    db.session.flush()
    propose_buddies(pairing.plan.programme, now)


def end(pairing: BuddyPairing, state: PairingState, now: datetime) -> None:
    """Close the pairing in this state, with what hangs on it."""
    if pairing.state is PairingState.ACTIVE:
        untie(KIND, pairing.id, now)
        give_back_seat(KIND, pairing.id, now)
        record(
            pairing.buddy_id,
            "buddy_pairing_ended",
            "buddy_pairing",
            pairing.id,
            now,
            pairing.plan.programme_id,
        )
    pairing.state, pairing.ended_at = state, now
    withdraw_notice(_asked_key(pairing), now)
    db.session.flush()


def change_buddy(plan: OnboardingPlan, now: datetime) -> None:
    """The newcomer would rather have somebody else: no reason asked, the next one is proposed."""
    current = plan.open_pairing
    if current is None or not current.is_running:
        return
    end(current, PairingState.ENDED, now)
    propose_buddies(plan.programme, now)


def tick(item: ChecklistItem, by: Person, now: datetime) -> None:
    """The item is done; twice is harmless."""
    if item.done_at is None:
        item.done_at, item.done_by, item.skipped_at = now, by.id, None
        programme_id = item.plan.programme_id
        record(by.id, "checklist_ticked", "checklist_item", item.id, now, programme_id)


def untick(item: ChecklistItem) -> None:
    """It was not done after all."""
    item.done_at = item.done_by = None


def decide_on_missed(
    plan: OnboardingPlan, skipped_ids: set[int], lead: Person, now: datetime
) -> None:
    """For items that fell due before the plan was known: skip these, keep the others."""
    for item in plan.items:
        if item.due_on < plan.made_at.date() and item.is_open and item.id in skipped_ids:
            item.skipped_at = now
    plan.late_decided_at = now
    audit.record(lead.id, "onboarding.plan_edit", f"onboarding_plan:{plan.id}", now)


def add_item(plan: OnboardingPlan, text: str, owner: Owner, due_on: date) -> ChecklistItem:
    """A task of the lead's own words on this newcomer's plan."""
    item = ChecklistItem(plan_id=plan.id, key=None, text=text, owner=owner, due_on=due_on)
    db.session.add(item)
    db.session.flush()
    return item


def note_meeting(plan: OnboardingPlan, met_on: date, by: Person, now: datetime) -> None:
    """Buddy and newcomer met on this day; once a day is enough. Raises NotYet."""
    if met_on > now.date():
        raise NotYet(_("That day has not come yet."))
    if any(one.met_on == met_on for one in queries.meetings_of(plan)):
        return
    meeting = Meeting(plan_id=plan.id, met_on=met_on, noted_by=by.id)
    db.session.add(meeting)
    db.session.flush()
    pairing = plan.open_pairing
    for person_id in {plan.newcomer_id, pairing.buddy_id if pairing else by.id}:
        record(person_id, "buddy_met", "buddy_meeting", meeting.id, now, plan.programme_id)


def answer_check_in(check_in: CheckIn, mood: str, words: str, now: datetime) -> None:
    """How it is going. A red answer reaches the leads at once, and the form says so.

    Raises WordsMissing for a red answer without words.
    """
    if mood == "red" and not words:
        raise WordsMissing(_("Say in a few words what is wrong, so that the lead can help."))
    first = check_in.answered_at is None
    check_in.mood, check_in.words, check_in.answered_at = mood, words, now
    withdraw_notice(_check_in_key(check_in), now)
    plan = check_in.plan
    if first:
        record(
            plan.newcomer_id, "check_in_answered", "check_in", check_in.id, now, plan.programme_id
        )
    if mood == "red":
        for lead in plan.programme.leads:
            notify(
                lead.person_id,
                "buddies.red_answer",
                {"newcomer": plan.newcomer.name, "day": check_in.day},
                link=("buddies.plan", {"plan_id": plan.id}),
                dedupe_key=f"buddies.red_answer:{check_in.id}:{lead.person_id}",
                now=now,
            )


def tidy_up(now: datetime) -> None:
    """What a day brings: new newcomers, answers that never came, ninety days that are over."""
    for pairing in queries.pairings_to_end(now.date()):
        end(pairing, PairingState.ENDED, now)
    for pairing in queries.pairings_to_expire(now):
        end(pairing, PairingState.EXPIRED, now)
    welcome_newcomers(now)


def _propose(plan: OnboardingPlan, found: pairs.Suggestion, now: datetime) -> BuddyPairing:
    pairing = BuddyPairing(
        plan_id=plan.id,
        buddy_id=found.buddy_id,
        state=PairingState.PROPOSED,
        score=found.score,
        reasons=found.reasons,
        proposed_at=now,
    )
    db.session.add(pairing)
    db.session.flush()
    db.session.refresh(plan, ["pairings"])
    return pairing


def _asked_before(plans: Iterable[OnboardingPlan]) -> set[tuple[int, int]]:
    return {(plan.newcomer_id, one.buddy_id) for plan in plans for one in plan.pairings}


def _still_asked(pairing: BuddyPairing) -> None:
    if pairing.state is not PairingState.ASKED:
        raise AlreadyAnswered(_("This request has been answered or taken back already."))


def _asked_key(pairing: BuddyPairing) -> str:
    return f"buddies.buddy_asked:{pairing.id}"


def _remind_of_check_ins(plan: OnboardingPlan, now: datetime) -> None:
    for check_in in plan.check_ins:
        if check_in.due_on < now.date():
            continue
        due_at = datetime.combine(check_in.due_on, now.timetz().replace(hour=9, minute=0, second=0))
        notify(
            plan.newcomer_id,
            "buddies.check_in_due",
            {"day": check_in.day},
            link=("buddies.check_in", {"check_in_id": check_in.id}),
            dedupe_key=_check_in_key(check_in),
            now=now,
            due_at=max(due_at, now),
        )


def _check_in_key(check_in: CheckIn) -> str:
    return f"buddies.check_in_due:{check_in.id}"
