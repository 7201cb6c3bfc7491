"""Cells of a file that people open in a spreadsheet."""

_STARTS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def safe_cell(text: str) -> str:
    """The text, so that no spreadsheet takes it for a formula and runs it.

    Source: OWASP, "CSV Injection".
    """
    return f"'{text}" if text.lstrip().startswith(_STARTS) or text.startswith(_STARTS) else text
