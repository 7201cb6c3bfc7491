"""Pages of talks: calls, events, who comes, what stays, and what guests think."""

from learning.academy.views.talks import calls, events, feedback, recordings, seats

__all__ = ["calls", "events", "feedback", "recordings", "seats"]
