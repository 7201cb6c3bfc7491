"""Pages of talks: events and who comes."""

from learning.academy.views.talks import events, seats

__all__ = ["events", "seats"]
