"""How a programme matches, and how one of its runs does."""

from learning.extensions import db
from learning.matching.scoring import parse_rules
from learning.mentoring.models import MatchRun, MatchSettings
from learning.mentoring.rules import Settings, with_every_rule
from learning.programmes.models import Programme


def settings_of(programme: Programme) -> Settings:
    """What its lead has set, or the house's own."""
    return settings_from(db.session.get(MatchSettings, programme.id))


def settings_in(run: MatchRun) -> Settings:
    """The run's own copy; runs from before there were settings follow the house's."""
    return settings_from(run if run.rules else None)


def settings_from(kept: MatchSettings | MatchRun | None) -> Settings:
    """What the row says; the house's own without one."""
    if kept is None:
        return Settings()
    return Settings(with_every_rule(parse_rules(kept.rules)), tuple(kept.objective))
