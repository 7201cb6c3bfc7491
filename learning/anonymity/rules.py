"""Thresholds of what may be shown, and the sealing of a text until its round closes.

Sources: the anonymity rules in docs/decisions/0002-unlinkable-reviews.md.
"""

import hashlib
import json
import secrets
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

K = 5  # fewest answers behind anything that is shown
K_DISTRIBUTION = 10  # fewest answers behind a spread
BANDS = ((20, "20+"), (10, "10–19"), (5, "5–9"))
PADDED_TO = 16 * 1024  # bytes, compressed; envelopes differ in length by multiples of this only
NONCE_BYTES = 12


@dataclass(frozen=True)
class Figure:
    """What may be told of one question: roughly how many, and a mean that points at nobody."""

    band: str
    mean: float | None


def count_band(count: int, k: int = K) -> str | None:
    """How many there are, roughly; None below k."""
    if count < max(k, K):
        return None
    return next(name for least, name in BANDS if count >= least)


def figure(answers: Sequence[int], low: int, high: int, k: int = K) -> Figure | None:
    """What may be shown of these answers on a scale from low to high; None below k.

    The mean is rounded to halves, and withheld where all agree or it lies at an end of the
    scale: then everybody's answer would be known.
    """
    band = count_band(len(answers), k)
    if band is None:
        return None
    mean = round(2 * sum(answers) / len(answers)) / 2
    tells_all = len(set(answers)) == 1 or mean in {low, high}
    return Figure(band, None if tells_all else mean)


def spread(answers: Sequence[int], k: int = K) -> tuple[float, float] | None:
    """The middle half of the answers, as quartiles rounded to halves; None below ten answers."""
    if len(answers) < max(k, K_DISTRIBUTION) or len(set(answers)) == 1:
        return None
    ordered = sorted(answers)

    def quartile(share: float) -> float:
        place = share * (len(ordered) - 1)
        below = int(place)
        above = min(below + 1, len(ordered) - 1)
        return ordered[below] + (place - below) * (ordered[above] - ordered[below])

    return round(2 * quartile(0.25)) / 2, round(2 * quartile(0.75)) / 2


def new_token() -> str:
    """What a writer's form carries and nobody keeps: 256 random bits, also the receipt."""
    return secrets.token_urlsafe(32)


def ticket_of(token: str) -> str:
    """The hash by which eligibility knows a token again when the same form is sent twice."""
    return hashlib.sha256(b"ticket:" + token.encode()).hexdigest()


def envelope_of(token: str) -> str:
    """The hash under which the token's envelope lies; without the token no ticket leads here."""
    return hashlib.sha256(b"envelope:" + token.encode()).hexdigest()


def seal(content: dict[str, Any], secret: str, round_name: str) -> bytes:
    """Encrypt a text with the instance's secret, compressed and padded so that lengths are alike.

    AES-256-GCM (NIST SP 800-38D), the key by HKDF-SHA256 (RFC 5869) per round.
    """
    plain = zlib.compress(json.dumps(content, ensure_ascii=False).encode(), 9)
    size = len(plain) + 4
    padding = -size % PADDED_TO
    nonce = secrets.token_bytes(NONCE_BYTES)
    padded = len(plain).to_bytes(4, "big") + plain + bytes(padding)
    return nonce + AESGCM(_key(secret, round_name)).encrypt(nonce, padded, None)


def unseal(sealed: bytes, secret: str, round_name: str) -> dict[str, Any]:
    """The text again. Raises cryptography's InvalidTag with another secret or round."""
    nonce, rest = sealed[:NONCE_BYTES], sealed[NONCE_BYTES:]
    padded = AESGCM(_key(secret, round_name)).decrypt(nonce, rest, None)
    length = int.from_bytes(padded[:4], "big")
    content: dict[str, Any] = json.loads(zlib.decompress(padded[4 : 4 + length]))
    return content


def _key(secret: str, round_name: str) -> bytes:
    info = f"collegium envelope {round_name}".encode()
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=info).derive(secret.encode())
