"""The root of every refusal that is explained to a person."""


class DomainError(Exception):
    """A rule said no. `str(error)` is a sentence that may be shown to whoever asked."""

    status = 409  # what a page answers
