"""What mentoring says no to."""

from learning.errors import DomainError


class MatchClosed(DomainError):
    """The match was answered, taken back or has run out of time."""


class MentorFull(DomainError):
    """The mentor has no free place."""


class HasMentor(DomainError):
    """The mentee has a mentor in this programme already."""


class TooManyRequests(DomainError):
    """The mentee waits for as many answers as one may."""


class HasTandem(DomainError):
    """One of the two has a tandem in this programme already."""


class TooManyFlashTalks(DomainError):
    """The guest has as many flash talks ahead as one may."""


class PairNotAllowed(DomainError):
    """These two cannot be matched; why is not said, for it may be private."""


class NotMatchable(DomainError):
    """This person cannot be wished for, paused or matched anew as things stand."""


class DraftOutdated(DomainError):
    """People have come or gone since the draft was made."""


class NotRunning(DomainError):
    """The programme does not match people just now."""


class TimePast(DomainError):
    """The time has passed already."""


class NoSuchTime(DomainError):
    """The clock skips this time, for summer time begins."""


class TimesOverlap(DomainError):
    """The host offers, or has, something else at that time."""


class SlotTaken(DomainError):
    """Somebody else was quicker."""


class SlotGone(DomainError):
    """The time is no longer on offer."""


class SlotBooked(DomainError):
    """A booked time cannot be withdrawn; the session is to be cancelled."""


class OwnTimeTaken(DomainError):
    """Whoever books has another appointment then."""


class SessionClosed(DomainError):
    """The session was cancelled, is over, or has its outcome already."""


class TooEarly(DomainError):
    """The session is not that far yet."""


class PairingOver(DomainError):
    """The pairing has ended."""


class SubmissionReused(DomainError):
    """The form was sent before with something else in it."""

    status = 422


class RequestOver(DomainError):
    """The request was answered otherwise, taken back, or ran out."""


class MovedTooOften(DomainError):
    """A session is moved twice at most."""


class HostBusy(DomainError):
    """The new host has another appointment then."""


class OnABreak(DomainError):
    """The person did not come four times within a month."""


class NotFull(DomainError):
    """Nobody needs to wait: a seat is free."""


class CircleClosed(DomainError):
    """Nobody can join the circle or plan in it any more."""


class CircleFull(DomainError):
    """Every seat of the circle is taken, or kept for somebody who waited."""


class SomeCannotCome(DomainError):
    """Members of the circle have something else at that time."""


class WrongCode(DomainError):
    """That is not the code which the host shows, or none is shown just now."""


class HostChooses(DomainError):
    """Seats are asked for, and the host chooses."""


class TooLate(DomainError):
    """The days in which that could be said are over."""


class PairingPaused(DomainError):
    """The pairing stands still until somebody has looked at it."""


class NothingToConfirm(DomainError):
    """What was to be confirmed has changed, or is another's to confirm."""


class DayNotPossible(DomainError):
    """The day lies behind, or beyond what the programme allows."""


class ProgrammeOver(DomainError):
    """The programme takes on nothing new."""


class SeriesBroken(DomainError):
    """One session of the series cannot be had, so none is."""
