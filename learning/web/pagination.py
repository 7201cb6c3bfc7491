"""One page of a long list: its rows, its place, and the addresses of the others."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from flask import request, url_for

Item = TypeVar("Item")


@dataclass(frozen=True)
class Page(Generic[Item]):
    """Rows `(number - 1) × size` and on, of `total`."""

    items: Sequence[Item]
    number: int
    size: int
    total: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // self.size))

    def url(self, number: int) -> str:
        """This address with another page number; the filters stay."""
        values: dict[str, Any] = request.args.to_dict(flat=False)
        return url_for(
            request.endpoint or "", **(request.view_args or {}), **values | {"page": number}
        )


def page_number(limit: int = 10_000) -> int:
    """The page asked for in the address, from 1; nonsense counts as the first."""
    asked = request.args.get("page", "1")
    return min(int(asked), limit) if asked.isascii() and asked.isdigit() and int(asked) else 1
