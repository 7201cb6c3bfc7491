"""Pages of talks: calls, events and who comes."""

from learning.academy.views.talks import calls, events, seats

__all__ = ["calls", "events", "seats"]
