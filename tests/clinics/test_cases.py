"""Asking, waiting, claiming, solving, handing on."""

from datetime import UTC, datetime, time, timedelta

import pytest
from sqlalchemy import select

from learning.clinics import queries
from learning.clinics.operations import (
    CaseClosed,
    CaseTaken,
    NotSitting,
    OneAtATime,
    ask,
    claim_case,
    close_clinic,
    edit_case,
    hand_on,
    solve_case,
    thank,
    withdraw_case,
)
from learning.clinics.rules import next_sitting, wait_minutes
from learning.notifications.models import Notification
from learning.programmes.models import EnrolmentRole
from learning.scheduling.operations import choose_reminders
from tests.factories.clinics import case, clinic, clinic_now
from tests.factories.mentoring import teaches
from tests.factories.people import NOON, person, skill
from tests.factories.programmes import enrolment

HALF_AN_HOUR = timedelta(minutes=30)


def kinds(db, who):
    query = select(Notification).where(Notification.person_id == who.id)
    return [one.kind for one in db.scalars(query)]


def test_a_sitting_keeps_its_clock_time_over_the_change_to_summer_time():
    before = next_sitting(0, time(15), 60, "Europe/Berlin", datetime(2030, 3, 25, 9, tzinfo=UTC))
    after = next_sitting(0, time(15), 60, "Europe/Berlin", datetime(2030, 4, 1, 9, tzinfo=UTC))

    assert (before.starts_at.hour, after.starts_at.hour) == (14, 13)


def test_the_sitting_that_runs_is_the_next_one_until_its_end():
    now = NOON + timedelta(minutes=59)

    assert next_sitting(0, time(12), 60, "UTC", now).is_open(now)
    later = next_sitting(0, time(12), 60, "UTC", NOON + timedelta(minutes=60))
    assert later.starts_at == NOON + timedelta(days=7)


def test_the_wait_is_the_way_to_the_sitting_and_a_claim_for_each_ahead():
    sitting = next_sitting(0, time(12), 60, "UTC", NOON)

    assert wait_minutes(0, 0, sitting, NOON) == 0
    assert wait_minutes(3, 2, sitting, NOON) == 60
    assert wait_minutes(1, 1, sitting, NOON - timedelta(minutes=5)) == 35


def test_places_are_counted_within_a_skill_first_come_first(db):
    sits = clinic()
    first, second = case(of=sits), case(of=sits, at=NOON + timedelta(minutes=1))

    queue = queries.queue_of(sits)
    assert queries.wait_of(second, queue, NOON + timedelta(minutes=2)).place == 2
    claim_case(first, person(), NOON)
    assert queries.wait_of(second, queue, NOON + timedelta(minutes=2)).place == 1


def test_one_open_case_per_person_and_clinic(db):
    sits, asker = clinic(), person()
    made = case(asker, of=sits)

    assert ask(sits, asker, made.skill, "Another", NOON) is made
    withdraw_case(made, NOON)
    assert ask(sits, asker, made.skill, "Another", NOON) is not made


def test_a_claim_holds_for_half_an_hour_and_then_anybody_may_help(db):
    made, helper, other = case(), person(), person()

    claim_case(made, helper, NOON)
    claim_case(made, helper, NOON)
    with pytest.raises(CaseTaken):
        claim_case(made, other, NOON + HALF_AN_HOUR - timedelta(seconds=1))
    claim_case(made, other, NOON + HALF_AN_HOUR)

    assert made.claimed_by == other.id
    assert kinds(db, made.asker) == ["clinics.case_claimed"] * 2


def test_a_helper_has_one_case_at_a_time(db):
    helper, first, second = person(), case(), case()
    claim_case(first, helper, NOON)

    with pytest.raises(OneAtATime):
        claim_case(second, helper, NOON)
    claim_case(second, helper, NOON + HALF_AN_HOUR)

    assert (first.claimed_by, second.claimed_by) == (None, helper.id)


def test_handed_on_it_keeps_its_place_and_a_hint(db):
    made, helper = case(), person()
    claim_case(made, helper, NOON)

    hand_on(made, helper, "Not the cable", NOON)

    assert (made.claimed_by, made.hint, made.asked_at) == (None, "Not the cable", NOON)
    assert queries.case_of(helper, made.id, NOON) is None


def test_solved_it_is_closed_and_the_guest_may_thank(db):
    made, helper = case(), person()
    claim_case(made, helper, NOON)

    solve_case(made, made.asker, "Restarted it", NOON)
    solve_case(made, made.asker, "Twice", NOON)
    thank(made, "You saved my day", NOON)

    assert (made.answer, made.solved_by) == ("Restarted it", helper.id)
    assert kinds(db, helper) == ["clinics.case_solved", "clinics.case_thanked"]
    with pytest.raises(CaseClosed):
        claim_case(made, person(), NOON)


def test_closing_a_clinic_tells_who_waits(db):
    made = case()

    close_clinic(made.clinic, person(), NOON)

    assert not made.is_open
    assert kinds(db, made.asker) == ["clinics.clinic_closed"]


def test_a_colleague_asks_and_another_helps_on_the_pages(client, db):
    sits, helper, asker = clinic_now(), person(), person()
    teaches(helper, "Spreadsheets")
    client.sign_in(asker)
    assert "Repair café" in client.get("/clinics").text
    page = client.submit(f"/clinics/{sits.id}", status=422, words="My lookup finds nothing")
    assert "Choose the skill." in page.select_one(".field-errors").text
    chosen = page.find("option", string="Spreadsheets")["value"]
    client.submit(f"/clinics/{sits.id}", words="My lookup finds nothing", skill=chosen)
    assert "Place 1 for Spreadsheets" in client.get(f"/clinics/{sits.id}").text

    client.sign_in(helper)
    page = client.get(f"/clinics/{sits.id}")
    claim = page.select_one('form[action$="/claim"]')["action"]
    client.post(claim)
    made = claim.removesuffix("/claim")
    client.submit(made, form='form[action$="/solve"]', answer="A blank in the key")

    client.sign_in(asker)
    page = client.submit(made, form='form[action$="/thank"]', words="Thank you!")
    page = client.get(made)
    assert "A blank in the key" in page.text
    draft = client.get(page.select_one('a[href^="/academy/write"]')["href"])
    assert "A blank in the key" in draft.select_one("textarea[name=body]").text


def test_a_case_is_taken_only_while_the_clinic_sits(db):
    made, helper = case(), person()

    for moment in (NOON - timedelta(minutes=1), NOON + timedelta(hours=1)):
        with pytest.raises(NotSitting):
            claim_case(made, helper, moment)
    claim_case(made, helper, NOON)


def test_one_changes_the_own_case_until_somebody_is_at_it(db):
    sits, other = clinic(), skill("Charts")
    made = case(of=sits)

    edit_case(made, other, "The axis is cut", NOON)
    assert (made.words, made.skill_id, made.asked_at) == ("The axis is cut", other.id, NOON)
    claim_case(made, person(), NOON)
    with pytest.raises(CaseTaken):
        edit_case(made, other, "Too late", NOON)
    withdraw_case(made, NOON)
    with pytest.raises(CaseClosed):
        edit_case(made, other, "Too late", NOON)


# Calling helpers


def helper_in(sits, **fields):
    """A mentor of the clinic's programme who teaches what `case` asks about."""
    who = person(timezone="UTC", **fields)
    enrolment(sits.programme, who, EnrolmentRole.MENTOR)
    teaches(who, "Spreadsheets")
    return who


def calls(db, who):
    query = select(Notification).where(
        Notification.person_id == who.id,
        Notification.kind == "clinics.cases_wait",
        Notification.withdrawn_at.is_(None),
    )
    return list(db.scalars(query))


def test_helpers_are_called_once_an_hour_before_the_sitting(db):
    sits = clinic()
    helper, stranger = helper_in(sits), person()
    teaches(stranger, "Spreadsheets")
    before = NOON - timedelta(days=2)
    for minute in range(3):
        case(of=sits, at=before + timedelta(minutes=minute))

    [call] = calls(db, helper)
    assert (call.due_at, call.moot_at) == (NOON - timedelta(hours=1), NOON + timedelta(hours=1))
    assert call.facts["count"] == 3
    assert calls(db, stranger) == []


def test_a_call_waits_for_the_end_of_quiet_hours(db):
    sits = clinic()
    helper = helper_in(sits)
    choose_reminders(helper, [60], "20:00", "11:30")
    case(of=sits, at=NOON - timedelta(days=1))

    assert calls(db, helper)[0].due_at == NOON - timedelta(minutes=30)


@pytest.mark.parametrize("end", ["claimed", "withdrawn"])
def test_where_nothing_waits_any_more_nobody_is_called(db, end):
    sits = clinic()
    helper = helper_in(sits)
    made = case(of=sits)
    assert len(calls(db, helper)) == 1

    if end == "claimed":
        claim_case(made, person(), NOON)
    else:
        withdraw_case(made, NOON)

    assert calls(db, helper) == []


def test_nobody_is_called_to_the_own_case(db):
    sits = clinic()
    helper = helper_in(sits)
    case(helper, of=sits)

    assert calls(db, helper) == []


def test_a_case_is_changed_on_its_page(client, db):
    teaches(person(), "Spreadsheets")
    made = case()
    client.sign_in(made.asker)

    client.submit(f"/clinics/cases/{made.id}/edit", status=422, words="")
    client.submit(f"/clinics/cases/{made.id}/edit", words="It hangs since Monday")

    assert "It hangs since Monday" in client.get(f"/clinics/{made.clinic_id}").text
    client.sign_in(person())
    client.get(f"/clinics/cases/{made.id}/edit", status=404)
