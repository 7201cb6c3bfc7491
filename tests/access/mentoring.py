"""Scenes of mentoring.

Only mentors, mentees, buddies and newcomers come to be in a pairing; whoever is none of these
stands outside of it, so for them the scene of a party is a stranger's pairing. In the same way
only those who give host a session.
"""

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from learning import clock
from learning.academy.models import TopicExpert
from learning.extensions import db
from learning.mentoring import operations
from learning.mentoring.forms.rules import typed
from learning.mentoring.models import (
    Booking,
    BookingSeries,
    EndReason,
    ForbiddenPair,
    Goal,
    MatchState,
    Milestone,
    Pairing,
    Rematch,
    RematchReason,
    Rhythm,
    RunJob,
)
from learning.mentoring.operations import Terms, report_no_show
from learning.mentoring.rules import PLACES, WAITING, Settings
from learning.people.models import Direction, Person, PersonSkill
from learning.programmes.models import Enrolment, EnrolmentRole, Programme
from learning.programmes.queries import roles_of
from learning.scheduling.operations import join_queue
from tests.access import scene
from tests.factories.mentoring import (
    booking,
    flash_talk,
    hours,
    match,
    mentee_in,
    mentor_in,
    pairing,
    request,
    run,
    slot,
    tandem,
    two_who_fit,
)
from tests.factories.people import NOON, person, person_skill, programme_lead, skill
from tests.factories.programmes import enrolment, programme

PAIRED = {EnrolmentRole.MENTOR, EnrolmentRole.MENTEE, EnrolmentRole.BUDDY}


def is_in_pairs(actor: Person) -> bool:
    return bool(roles_of(actor) & PAIRED) or actor.is_newcomer(clock.now().date())


def is_giver(actor: Person) -> bool:
    """Mentors, buddies and experts; an expert of a topic is given a programme to be one in."""
    if db.session.scalar(select(TopicExpert.id).where(TopicExpert.person_id == actor.id)):
        enrolment(programme(), actor, EnrolmentRole.EXPERT)
    return any(role.is_giver for role in roles_of(actor))


def scope(actor: Person, relation: str) -> Programme:
    return programme(actor) if relation == "S" else programme()


@scene("mentoring.mentor")
def mentor(actor: Person, relation: str) -> dict[str, Any]:
    return {"person_id": slot().mentor_id}


@scene("mentoring.request_match", relations="O", fields={"request": "To lead a team."})
def request_match(actor: Person, relation: str) -> dict[str, Any]:
    where = programme()
    if relation == "O":
        enrolment(where, actor, EnrolmentRole.MENTEE)
    return {"enrolment_id": mentor_in(where).id}


# Matches


@scene("mentoring.match", relations="OPS")
def view_match(actor: Person, relation: str) -> dict[str, Any]:
    if relation == "O":
        return {"match_id": request(mentee_id=actor.id).id}
    if relation == "P" and is_in_pairs(actor):
        return {"match_id": match(mentor_id=actor.id).id}
    return {"match_id": match(scope(actor, relation)).id}


def asked_side(actor: Person, relation: str) -> dict[str, Any]:
    where = programme()
    asked = mentor_in(where).person if relation == "-" else actor
    if relation == "P":
        enrolment(where, actor, EnrolmentRole.MENTOR)
    return {"match_id": match(where, mentor_id=asked.id, expires_at=later()).id}


scene("mentoring.accept_match", relations="P")(asked_side)
scene("mentoring.decline_match", relations="P", fields={"answer": ""})(asked_side)


@scene("mentoring.withdraw_match", relations="O")
def withdraw_match(actor: Person, relation: str) -> dict[str, Any]:
    mentee = actor if relation == "O" else person()
    return {"match_id": request(mentee_id=mentee.id, expires_at=later()).id}


@scene("mentoring.take_back_match", relations="S", fields={"answer": "Somebody fits better."})
def take_back_match(actor: Person, relation: str) -> dict[str, Any]:
    return {"match_id": match(scope(actor, relation), expires_at=later()).id}


@scene("mentoring.mark_person")
def mark_person(actor: Person, relation: str) -> dict[str, Any]:
    return {"person_id": person().id, "how": "bookmark"}


def own_part(actor: Person, relation: str) -> dict[str, Any]:
    whose = actor if relation == "O" else person()
    return {"enrolment_id": enrolment(programme(), whose, EnrolmentRole.MENTEE).id}


scene("mentoring.wishes", relations="O", fields={"words": "", "is_asking": ""})(own_part)
scene("mentoring.return_to_role", relations="O")(own_part)


@scene("mentoring.pause_role", relations="O")
def pause_role(actor: Person, relation: str) -> dict[str, Any]:
    until = clock.now().date() + timedelta(days=30)
    return own_part(actor, relation) | {"_fields": {"until": until.isoformat(), "pairs": "stay"}}


@scene("mentoring.places", fields={"most": "4"})
def places(actor: Person, relation: str) -> dict[str, Any]:
    return {}


@scene("mentoring.answer_fit", relations="P", fields={"fit": "good"})
def answer_fit(actor: Person, relation: str) -> dict[str, Any]:
    within = _pairing(actor, relation)
    operations.ask_for_fit(within, within.mentee, 1, NOON)
    db.session.commit()
    return {"pairing_id": within.id}


@scene("mentoring.ask_for_rematch", relations="P")
def ask_for_rematch(actor: Person, relation: str) -> dict[str, Any]:
    return {"pairing_id": _pairing(actor, relation).id}


def asked_rematch(actor: Person, relation: str) -> dict[str, Any]:
    where = scope(actor, relation)
    where.is_rematch_approved = True
    within = pairing(where=where)
    operations.ask_for_rematch(within, within.mentee, RematchReason.ASKED, NOON)
    db.session.commit()
    asked = db.session.scalars(select(Rematch).where(Rematch.pairing_id == within.id)).one()
    return {"rematch_id": asked.id}


scene("mentoring.grant_rematch", relations="S")(asked_rematch)
scene("mentoring.refuse_rematch", relations="S", fields={"answer": "Give it a talk more."})(
    asked_rematch
)


# A lead's runs


def led_programme(actor: Person, relation: str) -> dict[str, Any]:
    return {"programme_id": scope(actor, relation).id}


scene("mentoring.waiting", relations="S")(led_programme)
scene("mentoring.edit_asking", relations="S", fields={"consent_order": "none"})(led_programme)


def draft(actor: Person, relation: str) -> dict[str, Any]:
    return {"run_id": run(scope(actor, relation)).id}


def draft_match(actor: Person, relation: str) -> dict[str, Any]:
    where = scope(actor, relation)
    held = run(where)
    made = match(where, run_id=held.id, state=MatchState.DRAFT)
    return {"run_id": held.id, "person_id": made.mentee_id}


RULES = {"objective": "served-spread-score"} | {
    f"rows-{number}-{field}": value
    for number, rule in enumerate(typed(Settings())["rows"])
    for field, value in rule.items()
    if value
}
for endpoint in ("match_runs", "start_match_run", "supply"):
    scene(f"mentoring.{endpoint}", relations="S")(led_programme)
scene("mentoring.circle_plan", relations="S", fields={"least": "3", "most": "8"})(led_programme)


@scene("mentoring.resize_circles", relations="S", fields={"least": "3", "most": "8"})
def circles_draft(actor: Person, relation: str) -> dict[str, Any]:
    return {"run_id": run(scope(actor, relation), least=3, most=8).id}


scene("mentoring.match_rules", relations="S", fields=RULES)(led_programme)
for endpoint in (
    *("match_run", "rerun", "publish_run", "discard_run"),
    *("run_changes", "run_unmatched", "run_seats"),
    *("run_report", "run_report_file"),
):
    scene(f"mentoring.{endpoint}", relations="S")(draft)
scene("mentoring.copy_run", relations="S", fields={"title": "Without places"})(draft)
scene("mentoring.run_rules", relations="S", fields=RULES)(draft)
scene("mentoring.draft_match", relations="S")(draft_match)


def drafted_pair(actor: Person, relation: str) -> dict[str, Any]:
    held = run(scope(actor, relation))
    made = match(held.programme, run_id=held.id, state=MatchState.DRAFT)
    return {"run_id": held.id, "match_id": made.id}


for endpoint in ("lock_match", "unlock_match", "remove_match"):
    scene(f"mentoring.{endpoint}", relations="S")(drafted_pair)


def chosen_pairs(actor: Person, relation: str) -> dict[str, Any]:
    made = drafted_pair(actor, relation)
    return {"run_id": made["run_id"], "_fields": {"pairs": [made["match_id"]]}}


for endpoint in ("lock_matches", "unlock_matches", "remove_matches"):
    scene(f"mentoring.{endpoint}", relations="S")(chosen_pairs)


@scene("mentoring.move_match", relations="S")
def move_match(actor: Person, relation: str) -> dict[str, Any]:
    where = scope(actor, relation)
    held = run(where)
    made = match(where, run_id=held.id, state=MatchState.DRAFT)
    other = mentor_in(where).person_id
    return {"run_id": held.id, "person_id": made.mentee_id, "mentor_id": other}


@scene("mentoring.replay_run", relations="S")
def replay_run(actor: Person, relation: str) -> dict[str, Any]:
    lead = actor if relation == "S" else programme_lead()
    return {"run_id": operations.start_match_run(programme(lead), lead, NOON).id}


@scene("mentoring.stop_run", relations="S")
def stop_run(actor: Person, relation: str) -> dict[str, Any]:
    held = run(scope(actor, relation))
    db.session.add(RunJob(run_id=held.id, asked_by=held.started_by, asked_at=NOON, due_at=NOON))
    db.session.commit()
    return {"run_id": held.id}


@scene("mentoring.compare_runs", relations="S")
def compare_runs(actor: Person, relation: str) -> dict[str, Any]:
    where = scope(actor, relation)
    return {"run_id": run(where).id, "other_id": run(where).id}


@scene("mentoring.recall_run", relations="S", fields={"reason": "The dates have changed."})
def recall_run(actor: Person, relation: str) -> dict[str, Any]:
    where = scope(actor, relation)
    return {"run_id": match(where).run_id}


@scene("mentoring.allow_pair", relations="S")
def allow_pair(actor: Person, relation: str) -> dict[str, Any]:
    where = scope(actor, relation)
    held = run(where)
    pair = ForbiddenPair(
        run_id=held.id,
        mentee_id=mentee_in(where).person_id,
        mentor_id=mentor_in(where).person_id,
    )
    db.session.add(pair)
    db.session.commit()
    return {"run_id": held.id, "pair_id": pair.id}


# Times and sessions

OFFER = {
    "times-0-on": "2031-03-04",
    "times-0-at": "09:00",
    "place": "Room 7",
    "weeks": "1",
    "seats": "1",
    "least": "1",
    "notice_minutes": "0",
}


def own_times(actor: Person, relation: str) -> dict[str, Any]:
    is_giver(actor)
    return {"person_id": actor.id if relation == "O" else person().id}


scene("mentoring.slots", relations="O")(own_times)
scene("mentoring.offer_slots", relations="O", fields=OFFER | {"minutes": "30"})(own_times)


@scene("mentoring.withdraw_slot", relations="O")
def withdraw_slot(actor: Person, relation: str) -> dict[str, Any]:
    is_giver(actor)
    return {"slot_id": slot(actor if relation == "O" else None).id}


@scene("mentoring.book_slot", relations="O", fields={"agenda": "Career plan"})
def book_slot(actor: Person, relation: str) -> dict[str, Any]:
    return {"slot_id": slot(is_open_to_all=relation == "O").id}


@scene("mentoring.wait_for_slot", relations="O")
def wait_for_slot(actor: Person, relation: str) -> dict[str, Any]:
    full = booking().slot
    full.is_open_to_all = relation == "O"
    db.session.commit()
    return {"slot_id": full.id}


@scene("mentoring.stop_waiting", relations="O")
def stop_waiting(actor: Person, relation: str) -> dict[str, Any]:
    full = booking().slot
    waiting = actor if relation == "O" else person()
    join_queue(WAITING, full.id, waiting, clock.now())
    db.session.commit()
    return {"slot_id": full.id}


def full_mentor() -> Enrolment:
    theirs = mentor_in(programme(), capacity=1)
    pairing(mentor=theirs.person, where=theirs.programme)
    return theirs


@scene("mentoring.wait_for_place", relations="O")
def wait_for_place(actor: Person, relation: str) -> dict[str, Any]:
    theirs = full_mentor()
    if relation == "O":
        enrolment(theirs.programme, actor, EnrolmentRole.MENTEE)
    return {"enrolment_id": theirs.id}


@scene("mentoring.stop_waiting_for_place", relations="O")
def stop_waiting_for_place(actor: Person, relation: str) -> dict[str, Any]:
    theirs = full_mentor()
    join_queue(PLACES, theirs.id, actor if relation == "O" else person(), clock.now())
    db.session.commit()
    return {"enrolment_id": theirs.id}


def host_with_hours(actor: Person, relation: str) -> dict[str, Any]:
    """Everybody may ask a mentor who keeps hours; one who does not is as if there were none."""
    host = mentor_in(programme()).person
    if relation == "O":
        hours(host)
    monday = clock.now() + timedelta(days=7 + (7 - clock.now().weekday()) % 7)
    at = monday.replace(hour=12, minute=0, second=0, microsecond=0)
    return {"person_id": host.id, "at": at.isoformat(), "minutes": 30}


scene("mentoring.book_time", relations="O", fields={"agenda": "Career plan"})(host_with_hours)


@scene("mentoring.book_series", relations="O", fields={"agenda": "Career plan"})
def book_series(actor: Person, relation: str) -> dict[str, Any]:
    found = host_with_hours(actor, relation)
    if relation == "O":
        pairing(mentee=actor, mentor=db.session.get(Person, found["person_id"]))
    return found


@scene("mentoring.book_pool", relations="O", fields={"agenda": "Career plan"})
def book_pool(actor: Person, relation: str) -> dict[str, Any]:
    found = host_with_hours(actor, relation)
    host = db.session.get(Person, found.pop("person_id"))
    wanted = skill()
    person_skill(host, wanted, Direction.TEACHES, 4)
    if relation == "-":
        host.privacy = {"teaches": "me"}
        db.session.commit()
    return {"skill_id": wanted.id, **found}


@scene("mentoring.book_flash", relations="O", fields={"agenda": "How do I begin?"})
def book_flash(actor: Person, relation: str) -> dict[str, Any]:
    found = book_pool(actor, relation)
    taught = db.session.scalars(
        select(PersonSkill).where(PersonSkill.skill_id == found["skill_id"])
    ).one()
    hours(db.session.get(Person, taught.person_id), kind="mentoring.flash")
    return found | {"person_id": taught.person_id}


@scene("mentoring.go_on_as_pair", relations="P")
def go_on_as_pair(actor: Person, relation: str) -> dict[str, Any]:
    held = _session(actor, relation, NOON)
    held.flash_id = flash_talk(held.slot.mentor, held.mentee).id
    db.session.commit()
    return {"booking_id": held.id}


def in_tandems(actor: Person, relation: str) -> dict[str, Any]:
    where = programme()
    first = actor if relation == "O" else None
    _one, other = two_who_fit(where, first)
    return {"programme_id": where.id, "person_id": other.id}


scene("mentoring.ask_tandem", relations="O", fields={"goal": "To speak", "words": "Shall we?"})(
    in_tandems
)


@scene("mentoring.tandem_partners", relations="O")
def tandem_partners(actor: Person, relation: str) -> dict[str, Any]:
    return {"programme_id": in_tandems(actor, relation)["programme_id"]}


def tandem_asked(actor: Person, *, by_actor: bool, is_party: bool) -> dict[str, Any]:
    where = programme()
    one, other = two_who_fit(where, actor if is_party else None)
    pair = (one, other) if by_actor else (other, one)
    made = operations.ask_tandem(where, *pair, "Shall we?", "To speak", clock.now())
    db.session.commit()
    return {"request_id": made.id}


@scene("mentoring.tandem_request", relations="P")
def tandem_request(actor: Person, relation: str) -> dict[str, Any]:
    return tandem_asked(actor, by_actor=True, is_party=relation == "P")


@scene("mentoring.withdraw_tandem", relations="O")
def withdraw_tandem(actor: Person, relation: str) -> dict[str, Any]:
    return tandem_asked(actor, by_actor=True, is_party=relation == "O")


def asked_for_tandem(actor: Person, relation: str) -> dict[str, Any]:
    return tandem_asked(actor, by_actor=False, is_party=relation == "O")


scene("mentoring.accept_tandem", relations="O", fields={"goal": "To speak"})(asked_for_tandem)
scene("mentoring.decline_tandem", relations="O", fields={"words": ""})(asked_for_tandem)


def tandem_session(actor: Person, relation: str) -> dict[str, Any]:
    within = tandem(actor if relation == "P" else None)
    return {"booking_id": booking(within=within, starts_at=clock.now() - timedelta(hours=2)).id}


scene("mentoring.session_halves", relations="P")(tandem_session)
scene("mentoring.share_time", relations="P", fields={"taught": "20"})(tandem_session)


def ahead(actor: Person, relation: str) -> dict[str, Any]:
    return {"booking_id": _session(actor, relation, NOON).id}


def over(actor: Person, relation: str) -> dict[str, Any]:
    return {"booking_id": _session(actor, relation, clock.now() - timedelta(hours=2)).id}


scene("mentoring.booking", relations="P")(ahead)
scene("mentoring.calendar_file", relations="P")(ahead)
scene("mentoring.cancel_booking", relations="PS", fields={"reason": "Ill"})(ahead)
scene("mentoring.report_no_show", relations="P")(over)
scene("mentoring.rate_session", relations="P", fields={"usefulness": "4", "recommend": "9"})(over)


@scene("mentoring.dispute_no_show", relations="P", fields={"words": "I was there."})
def dispute_no_show(actor: Person, relation: str) -> dict[str, Any]:
    held = _session(actor, relation, clock.now() - timedelta(hours=2))
    report_no_show(held, held.slot.mentor, clock.now() - timedelta(hours=1))
    db.session.commit()
    return {"booking_id": held.id}


def hosted(actor: Person, relation: str) -> dict[str, Any]:
    """A session ahead that the actor hosts, if they are one who gives, and another who could."""
    host = actor if relation == "O" and is_giver(actor) else person()
    return {"booking_id": booking(mentor=host, starts_at=later()).id}


def requested(actor: Person, relation: str) -> dict[str, Any]:
    found = hosted(actor, relation)
    asked = db.session.get(Booking, found["booking_id"])
    asked.answer_by = later()
    db.session.commit()
    return found


scene("mentoring.accept_booking", relations="O")(requested)
scene("mentoring.decline_booking", relations="O", fields={"words": ""})(requested)


@scene("mentoring.hand_over", relations="O")
def hand_over(actor: Person, relation: str) -> dict[str, Any]:
    found = hosted(actor, relation)
    other = mentor_in(programme()).person
    return found | {"_fields": {"to": str(other.id), "words": "I am away."}}


@scene("mentoring.reschedule", relations="P")
def reschedule(actor: Person, relation: str) -> dict[str, Any]:
    held = _session(actor, relation, later())
    other = slot(held.slot.mentor, starts_at=later() + timedelta(days=1))
    return {"booking_id": held.id, "_fields": {"to": f"slot-{other.id}"}}


@scene("mentoring.move_series", relations="P", fields={"submission": "b"})
def move_series(actor: Person, relation: str) -> dict[str, Any]:
    held = _session(actor, relation, later().replace(second=0, microsecond=0))
    series = BookingSeries(
        rhythm=Rhythm.WEEKLY, timezone="UTC", booked_by=held.mentee_id, booked_at=NOON
    )
    db.session.add(series)
    db.session.flush()
    held.series_id = series.id
    db.session.commit()
    to = held.slot.starts_at + timedelta(days=1)
    return {
        "booking_id": held.id,
        "to": to.isoformat(),
        "_fields": {"dates-0": f"{held.id} {to.isoformat()}"},
    }


@scene("mentoring.mark_held", relations="O")
def mark_held(actor: Person, relation: str) -> dict[str, Any]:
    host = actor if relation == "O" and is_giver(actor) else person()
    return {"booking_id": booking(mentor=host, starts_at=clock.now() - timedelta(hours=2)).id}


@scene("mentoring.feedback", relations="O")
def feedback(actor: Person, relation: str) -> dict[str, Any]:
    return {"person_id": actor.id if relation == "O" else person().id}


# Pairings


def pair(actor: Person, relation: str) -> dict[str, Any]:
    return {"pairing_id": _pairing(actor, relation).id}


def goal(actor: Person, relation: str) -> dict[str, Any]:
    within = _pairing(actor, relation)
    made = Goal(
        pairing_id=within.id, words="Give a talk", written_by=within.mentee_id, written_at=NOON
    )
    db.session.add(made)
    db.session.commit()
    return {"pairing_id": within.id, "goal_id": made.id}


scene("mentoring.pairing", relations="PS")(pair)
scene("mentoring.end_pairing", relations="PS", fields={"reason": "reached"})(pair)
for endpoint in ("goals", "shared_notes", "agenda", "agreement", "messages"):
    scene(f"mentoring.{endpoint}", relations="P")(pair)
for endpoint in ("plan_agenda", "put_messages_aside"):
    scene(f"mentoring.{endpoint}", relations="P")(pair)
scene(
    "mentoring.add_goal", relations="P", fields={"words": "A talk", "mode": "judged", "due_on": ""}
)(pair)
for endpoint in ("add_point", "write_message", "write_shared_note"):
    scene(f"mentoring.{endpoint}", relations="P", fields={"words": "On Tuesday"})(pair)
scene("mentoring.private_notes", relations="O")(pair)
scene("mentoring.write_private_note", relations="O", fields={"words": "On Tuesday"})(pair)
for endpoint in ("goal", "reach_goal", "reopen_goal"):
    scene(f"mentoring.{endpoint}", relations="P")(goal)
scene("mentoring.judge_goal", relations="P", fields={"percent": "40", "comment": ""})(goal)


@scene("mentoring.add_task", relations="P")
def add_task(actor: Person, relation: str) -> dict[str, Any]:
    made = goal(actor, relation)
    return made | {"_fields": {"what": "Read it", "owner": str(actor.id), "due_on": ""}}


@scene("mentoring.add_action", relations="P")
def add_action(actor: Person, relation: str) -> dict[str, Any]:
    made = pair(actor, relation)
    return made | {"_fields": {"what": "Read it", "owner": str(actor.id), "due_on": ""}}


def action(actor: Person, relation: str) -> dict[str, Any]:
    within = _pairing(actor, relation)
    made = operations.add_action(within, within.mentee, within.mentee, "Read", None, NOON)
    db.session.commit()
    return {"pairing_id": within.id, "action_id": made.id}


def point(actor: Person, relation: str) -> dict[str, Any]:
    within = _pairing(actor, relation)
    made = operations.add_point(within, within.mentee, "My talk", NOON)
    db.session.commit()
    return {"pairing_id": within.id, "point_id": made.id}


def milestone(actor: Person, relation: str) -> dict[str, Any]:
    within = _pairing(actor, relation)
    made = Milestone(pairing_id=within.id, template_id=1, words="Met", due_on=NOON.date())
    db.session.add(made)
    db.session.commit()
    return {"pairing_id": within.id, "milestone_id": made.id}


def talk(actor: Person, relation: str) -> dict[str, Any]:
    within = _pairing(actor, relation)
    made = operations.log_talk(within, within.mentor, NOON, 30, "", NOON)
    db.session.commit()
    return {"pairing_id": within.id, "talk_id": made.id}


for endpoint in ("tick_action", "untick_action"):
    scene(f"mentoring.{endpoint}", relations="P")(action)
for endpoint in ("cover_point", "reopen_point"):
    scene(f"mentoring.{endpoint}", relations="P")(point)
for endpoint in ("tick_milestone", "untick_milestone"):
    scene(f"mentoring.{endpoint}", relations="P")(milestone)
TALK = {"on": "2026-03-04", "at": "12:30", "minutes": "30", "words": ""}
scene("mentoring.log_talk", relations="P", fields=TALK)(pair)
scene("mentoring.correct_talk", relations="P", fields=TALK)(talk)
for endpoint in ("confirm_talk", "drop_talk"):
    scene(f"mentoring.{endpoint}", relations="P")(talk)

AGREEMENT = {
    "purpose": "To lead",
    "cadence_days": "14",
    "minutes": "45",
    "channel": "A call",
    "confidentiality": "All of it",
    "rules": "",
}
scene("mentoring.write_agreement", relations="P", fields=AGREEMENT)(pair)


@scene("mentoring.confirm_agreement", relations="P", fields={"revision": "1"})
def confirm_agreement(actor: Person, relation: str) -> dict[str, Any]:
    within = _pairing(actor, relation)
    terms = Terms("To lead", 14, 45, "A call", "All of it", "", None)
    operations.propose_agreement(within, within.mentor, terms, NOON)
    db.session.commit()
    return {"pairing_id": within.id}


def extension(actor: Person, relation: str) -> dict[str, Any]:
    within = _pairing(actor, relation)
    ends_on = operations.latest_day(within, clock.now())
    made = operations.ask_extension(within, within.mentor, ends_on, clock.now())
    db.session.commit()
    return {"pairing_id": within.id, "extension_id": made.id}


scene("mentoring.extend_pairing", relations="P", fields={"ends_on": "2020-01-01"})(pair)
for endpoint in ("agree_extension", "decline_extension"):
    scene(f"mentoring.{endpoint}", relations="P")(extension)


@scene("mentoring.rate_pairing", relations="P", fields={"usefulness": "4", "recommend": "9"})
def rate_pairing(actor: Person, relation: str) -> dict[str, Any]:
    within = _pairing(actor, relation)
    operations.end_pairing(within, None, EndReason.OTHER, NOON)
    db.session.commit()
    return {"pairing_id": within.id}


@scene("mentoring.reassign_pairing", relations="S")
def reassign_pairing(actor: Person, relation: str) -> dict[str, Any]:
    within = _pairing(actor, relation)
    other = mentor_in(within.programme).person
    return {"pairing_id": within.id, "_fields": {"mentor": str(other.id)}}


scene("mentoring.pairings", relations="S")(led_programme)
STEPS = {"steps-0-words": "Met", "steps-0-day": "14"}
scene("mentoring.edit_milestones", relations="S", fields=STEPS)(led_programme)
FIGURES = {"cadence_days": "14", "minutes": "45", "extension_weeks": "12"}
scene("mentoring.pair_plan", relations="S", fields=FIGURES)(led_programme)


@scene("mentoring.edit_agendas", relations="S", fields={"first": "Hello"})
def edit_agendas(actor: Person, relation: str) -> dict[str, Any]:
    return led_programme(actor, relation) | {"kind": "mentoring"}


def later() -> Any:
    return clock.now() + timedelta(days=7)


def _session(actor: Person, relation: str, starts_at: Any) -> Booking:
    if relation == "P":
        return booking(mentee=actor, starts_at=starts_at)
    return booking(within=pairing(where=scope(actor, relation)), starts_at=starts_at)


def _pairing(actor: Person, relation: str) -> Pairing:
    if relation in {"P", "O"} and is_in_pairs(actor):
        return pairing(mentee=actor)
    return pairing(where=scope(actor, relation))
