"""Players of videos in the text of an article: written, recognised, and set to a second."""

import html
import re

PLACE = "recording"  # what an address names after its # to bring a player into view
LONGEST_RECORDING = 12 * 3600  # seconds

_HEAD = '<video class="player" controls preload="metadata" src="'
_PLACED = _HEAD.replace("<video", f'<video id="{PLACE}"')


def player(address: str, label: str, captions: str = "") -> str:
    """A player of the video at this address; `label` is safe HTML, `captions` a `track`."""
    return f'{_HEAD}{address}" aria-label="{label}">{captions}</video>'


def track(address: str, language: str, label: str) -> str:
    """The captions at this address, in a language that the label names."""
    said = html.escape(label)
    return f'<track kind="captions" src="{address}" srclang="{language}" label="{said}">'


def plays(text: str, captions: str) -> bool:
    """Whether the text shows a video with the captions at this address."""
    return _of(captions).search(text) is not None


def set_to(text: str, captions: str, second: int) -> str:
    """The text with its video of these captions set to a second, as a place one can lead to.

    The second stands in the address, as a media fragment, so the browser needs no script for it
    (W3C, Media Fragments URI 1.0, 4.2.1).
    """

    def set_one(found: re.Match[str]) -> str:
        address, rest = found.groups()
        return f"{_PLACED}{address}#t={second}{rest}"

    return _of(captions).sub(set_one, text, count=1)


def _of(captions: str) -> re.Pattern[str]:
    followed = rf'(" aria-label="[^"]*"><track kind="captions" src="{re.escape(captions)}")'
    return re.compile(rf'{re.escape(_HEAD)}([^"]*){followed}')
