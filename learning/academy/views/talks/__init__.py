"""Pages of talks: calls, events, who comes, and what stays."""

from learning.academy.views.talks import calls, events, recordings, seats

__all__ = ["calls", "events", "recordings", "seats"]
