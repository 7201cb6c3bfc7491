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
from learning.cli.demo.company import Company, Story
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
CHOSEN = {"newcomer": "buddy", "femi": "amara"}  # by the lead; the others as proposed
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
    ("femi", 7): ("green", "Amara took me under her wing. Much better."),
}


def welcome_people(company: Company) -> Story:
    """Start the programme, then let newcomers arrive one after the other."""
    programme = yield from start_programme(
        company, "First Ninety Days", Goal.ADAPTATION, [Format.BUDDY, Format.ACADEMY], 110
    )
    for name, answer in VOLUNTEERS.items():
        role, lead = EnrolmentRole.BUDDY, company["lead"]
        company.begin(
            let_in(
                programme,
                company[name],
                role,
                lead,
                company.ago(100),
                capacity=1,
                answer=answer,
            )
        )
    for name, person in company.people.items():
        if person.started_on is not None and person.is_newcomer(company.today):
            company.begin(_welcome(company, programme, name, person.started_on))


def _welcome(company: Company, programme: Programme, name: str, first_day: date) -> Story:
    """From the roster to today: plan, proposal, the lead's word, the buddy's yes, what they did."""
    newcomer, lead = company[name], company["lead"]
    days_here = (company.today - first_day).days
    is_late = name == LATE
    yield (now := company.ago(days_here + KNOWN_BEFORE))
    plan = make_plan(programme, newcomer, first_day, now)
    yield (now := company.ago(max(days_here + (-1 if is_late else 8), 1)))
    if name in CHOSEN:
        choose_buddy(plan, company[CHOSEN[name]].id, lead, now)
    else:
        propose_buddies(programme, now)
    pairing = plan.open_pairing
    if first_day > company.today or pairing is None:
        return  # the lead has still to confirm the proposal
    yield (now := company.ago(days_here + (-2 if is_late else 6)))
    confirm(pairing, lead, now)
    yield (now := company.ago(days_here + (-3 if is_late else 5)))
    accept(pairing, now)
    yield (now := max(now, company.morning(first_day)))
    company.begin(let_in(programme, newcomer, EnrolmentRole.NEWCOMER, lead, now))
    yield company.now
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
