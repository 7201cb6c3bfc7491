"""Public holidays by country and region, from the library that keeps their laws."""

from datetime import date
from functools import lru_cache


@lru_cache(maxsize=512)
def holidays_of(place: str, year: int, language: str = "en") -> dict[date, str]:
    """The holidays of a country ("DE") or of one of its regions ("DE-BE"), with their names.

    Nothing for an empty or unknown place.
    """
    import holidays  # noqa: PLC0415 (a large library, and few requests ask)

    country, _dash, region = place.partition("-")
    try:
        found = holidays.country_holidays(
            country, subdiv=region or None, years=year, language=_language(country, language)
        )
    except NotImplementedError:
        return {}
    return dict(found)


@lru_cache(maxsize=1)
def regions() -> dict[str, tuple[str, ...]]:
    """Each country whose holidays are known, with the codes of its regions."""
    import holidays  # noqa: PLC0415

    return {
        country: tuple(region for region in found if region.isascii())
        for country, found in holidays.list_supported_countries(include_aliases=False).items()
        if len(country) == 2
    }


def is_place(place: str) -> bool:
    """Whether this names a country or region whose holidays are known."""
    country, dash, region = place.partition("-")
    known = regions().get(country)
    return known is not None and (not dash or region in known)


@lru_cache(maxsize=64)
def _language(country: str, language: str) -> str | None:
    import holidays  # noqa: PLC0415

    known = holidays.list_localized_countries().get(country, [])
    wanted = {"en": ("en_US", "en_GB", "en"), "ru": ("ru",), "zh": ("zh_CN", "zh")}[language]
    return next((one for one in wanted if one in known), None)
