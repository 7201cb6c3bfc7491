"""What may be shown of small groups."""

SMALLEST_GROUP = 5


def shown_count(people: int) -> int | None:
    """A number of people, or None where it is small enough to point at somebody."""
    return people if people == 0 or people >= SMALLEST_GROUP else None


def shown_change(now: int, before: int) -> int | None:
    """The change of a number of people; None where it is hidden or tells 1 to 4 apart."""
    if shown_count(now) is None or shown_count(before) is None:
        return None
    change = now - before
    return change if change == 0 or abs(change) >= SMALLEST_GROUP else None
