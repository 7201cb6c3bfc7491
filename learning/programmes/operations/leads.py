"""Who leads a programme. The role itself is an administrator's to give."""

from datetime import datetime

from learning.audit.operations import record as record_audit
from learning.errors import DomainError
from learning.extensions import db
from learning.i18n import _
from learning.notifications.operations import notify
from learning.people.models import Person, Role
from learning.programmes import queries
from learning.programmes.models import Programme, ProgrammeLead
from learning.programmes.operations.enrolments import take_turn


class UnknownColleague(DomainError):
    """Nobody who works here has this address."""


class NotYourself(DomainError):
    """Nobody makes themselves a lead."""


class AlreadyLeads(DomainError):
    """This colleague is a lead of the programme already."""


class NoLeadRole(DomainError):
    """The colleague may not lead programmes."""


class LastLead(DomainError):
    """Without this person nobody would lead the programme."""


def assign_lead(programme: Programme, address: str, by: Person, now: datetime) -> Person:
    """Make the colleague with this e-mail address a lead too, and tell them.

    Raises UnknownColleague, NotYourself, AlreadyLeads, NoLeadRole.
    """
    take_turn(programme)
    colleague = queries.colleague_with_address(address)
    if colleague is None:
        raise UnknownColleague(
            _("Nobody here has the address %(address)s. Check how it is written.", address=address)
        )
    if colleague.id == by.id:
        raise NotYourself(_("Nobody makes themselves a lead. Ask another lead to name you."))
    if programme.is_led_by(colleague):
        raise AlreadyLeads(_("%(person)s leads this programme already.", person=colleague.name))
    if Role.PROGRAMME_LEAD not in colleague.roles:
        raise NoLeadRole(_no_role(colleague))
    programme.leads.append(ProgrammeLead(person_id=colleague.id, since=now))
    db.session.flush()
    notify(
        colleague.id,
        "programmes.lead_named",
        {"programme": programme.name, "by": by.name},
        link=("programmes.programme", {"programme_id": programme.id}),
        dedupe_key=f"programmes.lead_named:{programme.id}:{colleague.id}:{now.isoformat()}",
        now=now,
    )
    _audit(programme, colleague, by, now, "named")
    return colleague


def remove_lead(programme: Programme, colleague: Person, by: Person, now: datetime) -> None:
    """Take the lead from a colleague and tell them. Twice is harmless. Raises LastLead."""
    take_turn(programme)
    if not _drop(programme, colleague):
        return
    notify(
        colleague.id,
        "programmes.lead_removed",
        {"programme": programme.name, "by": by.name},
        link=("programmes.programme", {"programme_id": programme.id}),
        dedupe_key=f"programmes.lead_removed:{programme.id}:{colleague.id}:{now.isoformat()}",
        now=now,
    )
    _audit(programme, colleague, by, now, "removed")


def step_down(programme: Programme, person: Person, now: datetime) -> None:
    """Stop leading. Twice is harmless. Raises LastLead."""
    take_turn(programme)
    if _drop(programme, person):
        _audit(programme, person, person, now, "stepped down")


def _drop(programme: Programme, person: Person) -> bool:
    held = [lead for lead in programme.leads if lead.person_id == person.id]
    if not held:
        return False
    others = [lead for lead in programme.leads if lead.person_id != person.id and lead.is_able]
    if not others:
        raise LastLead(
            _(
                "Nobody else leads “%(programme)s”. Name a successor first, then step down.",
                programme=programme.name,
            )
        )
    for lead in held:
        programme.leads.remove(lead)
    db.session.flush()
    return True


def _no_role(colleague: Person) -> str:
    names = queries.administrators()
    if not names:
        return str(
            _(
                "%(person)s may not lead programmes yet. Ask an administrator to give the role.",
                person=colleague.name,
            )
        )
    return str(
        _(
            "%(person)s may not lead programmes yet. Ask an administrator to give the role: "
            "%(names)s.",
            person=colleague.name,
            names=", ".join(names),
        )
    )


def _audit(programme: Programme, colleague: Person, by: Person, now: datetime, what: str) -> None:
    action = "programme.step_down" if colleague.id == by.id else "programme.assign_lead"
    record_audit(by.id, action, f"programme:{programme.id}", now, person=colleague.id, change=what)
