"""Addresses that open somebody's calendar, sealed with the installation's secret."""

import os
from base64 import urlsafe_b64decode, urlsafe_b64encode

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_NONCE = 12


def seal(text: str, secret: str) -> str:
    """The text so that only who knows the secret can read or change it."""
    nonce = os.urandom(_NONCE)
    return urlsafe_b64encode(nonce + _key(secret).encrypt(nonce, text.encode(), None)).decode()


def unseal(sealed: str, secret: str) -> str:
    """The text again. Raises cryptography's InvalidTag with another secret."""
    raw = urlsafe_b64decode(sealed)
    return _key(secret).decrypt(raw[:_NONCE], raw[_NONCE:], None).decode()


def _key(secret: str) -> AESGCM:
    kdf = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"busy calendars")
    return AESGCM(kdf.derive(secret.encode()))
