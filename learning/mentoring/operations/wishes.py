"""Whom somebody wishes for, in order; asking them one after the other; marks while looking."""

from collections.abc import Sequence
from datetime import datetime

from learning.errors import DomainError
from learning.extensions import db
from learning.i18n import _
from learning.mentoring import queries
from learning.mentoring.models import Mark, MarkKind, Match, Wish, WishList
from learning.mentoring.operations.refusals import NotMatchable
from learning.mentoring.operations.requests import request_match
from learning.mentoring.rules import MOST_WISHES
from learning.notifications.operations import notify
from learning.people.models import Person
from learning.programmes.models import Enrolment


def set_wishes(
    enrolment: Enrolment,
    ranked: Sequence[int],
    *,
    words: str,
    is_asking: bool,
    matters: Sequence[str],
    goals: Sequence[str],
    now: datetime,
) -> Match | None:
    """Keep the list, the dearest first, what matters most, and the goals.

    Answers with the request it has led to, if any.

    Raises NotMatchable for more than `MOST_WISHES`, or the same person twice.
    """
    if len(ranked) > MOST_WISHES or len(set(ranked)) < len(ranked):
        raise NotMatchable(_("Name up to five people, each once."))
    enrolment.matters, enrolment.goals = list(matters), list(goals)
    wishes = queries.wish_list_of(enrolment)
    if wishes is None:
        wishes = WishList(enrolment_id=enrolment.id, changed_at=now)
        db.session.add(wishes)
    else:
        wishes.wishes.clear()
        db.session.flush()
    wishes.words, wishes.is_asking, wishes.changed_at = words, is_asking, now
    wishes.wishes = [Wish(other_id=other, rank=rank) for rank, other in enumerate(ranked, 1)]
    db.session.flush()
    db.session.refresh(wishes)
    return ask_next_wish(enrolment, now) if is_asking else None


def ask_next_wish(enrolment: Enrolment, now: datetime) -> Match | None:
    """Ask the next of the wishes if it is time, and say so to whoever wished.

    It is time unless somebody has the person's request and may still answer it within three
    working days, or the person is paired by now. Wishes who cannot be asked are passed over.
    """
    wishes = queries.wish_list_of(enrolment)
    if wishes is None or not wishes.is_asking or not queries.is_time_to_ask(enrolment, now):
        return None
    asked_before = queries.asked_by(enrolment, since=wishes.changed_at)
    for wish in wishes.wishes:
        theirs = queries.counterpart(enrolment, wish.other_id)
        if wish.other_id in asked_before or theirs is None:
            continue
        try:
            match = request_match(enrolment, theirs, wishes.words, now)
        except DomainError:
            continue
        _tell_asker(enrolment, wish, match, now)
        return match
    return None


def mark(person: Person, other: Person, kind: MarkKind | None, now: datetime) -> None:
    """Keep the other in mind, show them no more, or with None neither. Nobody else sees it."""
    known = queries.mark_of(person, other.id)
    if kind is None:
        if known is not None:
            db.session.delete(known)
    elif known is None:
        db.session.add(Mark(person_id=person.id, other_id=other.id, kind=kind, marked_at=now))
    else:
        known.kind, known.marked_at = kind, now
    db.session.flush()


def _tell_asker(enrolment: Enrolment, wish: Wish, match: Match, now: datetime) -> None:
    """Who is asked first they know as they save the list; the later ones come by themselves."""
    if wish.rank == 1:
        return
    notify(
        enrolment.person_id,
        "mentoring.wish_asked",
        {"other": wish.other.name, "programme": enrolment.programme.name, "rank": wish.rank},
        link=("mentoring.match", {"match_id": match.id}),
        dedupe_key=f"mentoring.wish_asked:{match.id}",
        now=now,
    )
