"""What counts as the same search, and what counts as a gap."""

FEWEST_SEARCHERS = 5
"""What fewer people asked could be traced to one of them, so that it is shown to nobody."""

GAP_SHARE = 0.2
LONGEST_KEPT = 200


def plain_words(text: str) -> str:
    """A query as it is compared with others: in small letters, single blanks, not too long."""
    return " ".join(text.casefold().replace("\0", " ").split())[:LONGEST_KEPT].strip()


def is_same_search(before: str, after: str) -> bool:
    """Whether one goes on where the other ends: what is typed on the way to a query."""
    return before.startswith(after) or after.startswith(before)


def is_gap(searchers: int, asked: int, opened: int, found: int) -> bool:
    """Whether people leave with nothing: never a result, or few open one.

    `opened` and `found` count the searches after which somebody opened a result, and those that
    had one. Fewer than FEWEST_SEARCHERS are nobody's business.
    """
    if searchers < FEWEST_SEARCHERS:
        return False
    return not found or opened / asked <= GAP_SHARE
