"""The buddy programme: six newcomers, each somewhere else in the ninety days."""

from datetime import date, timedelta

from learning.buddies.models import CheckIn, OnboardingPlan, Owner
from learning.buddies.operations import (
    accept,
    answer_check_in,
    choose_buddy,
    confirm,
    make_plan,
    note_meeting,
    propose_buddies,
    tick,
)
from learning.cli.demo.company import Company
from learning.cli.demo.joining import let_in, start_programme
from learning.people.models import Person
from learning.programmes.models import EnrolmentRole, Format, Goal, Programme

VOLUNTEERS = {
    "buddy": "The bicycle room, and the people in Yerevan you will talk to every day.",
    "tamara": "Our kitchen: everything important here is decided beside the kettle.",
    "zhanna": "Как заказать пропуск, бумагу и торт — именно в таком порядке.",
    "jianguo": "公司附近最好吃的面馆，还有打印机的脾气。",
    "duarte": "How we handle a bad day in production, calmly.",
    "arsen": "Кто за что отвечает, без схем на двадцать страниц.",
    "amara": "Which customer writes in capitals and means well.",
}
KNOWN_BEFORE = 10  # days before the first one
LATE = "femi"  # for whom nobody had time before day one
UNDONE = {"newcomer": {"whom_to_ask", "birthdays"}}

CHECK_INS = {
    ("newcomer", 1): ("green", "Marcus waited at the door. I know four names and the kettle."),
    ("mateus", 1): ("green", "Good first day, everything was on the desk."),
    ("mateus", 7): ("red", "I still cannot open the design system: no access, and I feel idle."),
    ("siqi", 1): ("green", "同事们都很热情。"),
    ("siqi", 7): ("yellow", "数据仓库的表太多，不知道从哪里看起。"),
    ("gaukhar", 1): ("green", "Всё готово, спасибо."),
    ("gaukhar", 7): ("green", "Первые обращения закрыла сама."),
    ("femi", 1): ("yellow", "A fine start, but nobody told me who my buddy is."),
    ("femi", 7): ("green", "Marcus took me under his wing. Much better."),
}


def welcome_people(company: Company) -> None:
    """Start the programme, then let newcomers arrive one after the other."""
    programme = start_programme(
        company,
        "First Ninety Days",
        Goal.ADAPTATION,
        [Format.BUDDY, Format.ACADEMY],
        110,
    )
    for name, answer in VOLUNTEERS.items():
        let_in(
            programme,
            company[name],
            EnrolmentRole.BUDDY,
            company["lead"],
            company.ago(100),
            capacity=2 if name == "buddy" else 1,
            answer=answer,
        )
    newcomers = [
        (one.started_on, one)
        for one in company.people.values()
        if one.started_on is not None and one.is_newcomer(company.today)
    ]
    for first_day, newcomer in sorted(newcomers, key=lambda each: each[0]):
        _welcome(company, programme, newcomer, first_day)


def _welcome(company: Company, programme: Programme, newcomer: Person, first_day: date) -> None:
    name = newcomer.email.partition("@")[0]
    days_here = (company.today - first_day).days
    plan = make_plan(programme, newcomer, first_day, company.ago(days_here + KNOWN_BEFORE))
    if name == "newcomer":
        choose_buddy(plan, company["buddy"].id, company["lead"], company.ago(days_here + 7))
    else:
        waits = -2 if name == LATE else 8
        propose_buddies(programme, company.ago(max(days_here + waits, 1)))
    pairing = plan.open_pairing
    if first_day > company.today or pairing is None:
        return  # the lead has still to confirm the proposal
    waits = -3 if name == LATE else 6
    confirm(pairing, company["lead"], company.ago(days_here + waits))
    accept(pairing, company.ago(days_here + waits - 1))
    if name != LATE:
        let_in(
            programme,
            newcomer,
            EnrolmentRole.NEWCOMER,
            company["lead"],
            company.morning(first_day),
        )
    _tick(company, plan, pairing.buddy, UNDONE.get(name, set()))
    _meet(company, plan, pairing.buddy)
    for check_in in plan.check_ins:
        _check_in(company, name, check_in)


def _tick(company: Company, plan: OnboardingPlan, buddy: Person, undone: set[str]) -> None:
    """Everything that was due is done, but for what is named and what falls due today."""
    doers = {
        Owner.NEWCOMER: plan.newcomer,
        Owner.BUDDY: buddy,
        Owner.MANAGER: plan.newcomer.manager or company["lead"],
    }
    for item in plan.items:
        if item.due_on < company.today and item.key not in undone:
            tick(item, doers[item.owner], company.morning(item.due_on))


def _meet(company: Company, plan: OnboardingPlan, buddy: Person) -> None:
    for after in (0, 2, 7, 14, 21):
        day = plan.starts_on + timedelta(days=after)
        if day < company.today:
            note_meeting(plan, day, buddy, company.morning(day))


def _check_in(company: Company, name: str, check_in: CheckIn) -> None:
    said = CHECK_INS.get((name, check_in.day))
    if said is not None:
        mood, words = said
        answer_check_in(check_in, mood, words, company.morning(check_in.due_on))
