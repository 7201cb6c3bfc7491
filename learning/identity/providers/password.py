"""Local passwords: Argon2id, and nothing that tells a known account from an unknown one."""

import unicodedata
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask import current_app

# Source: OWASP Password Storage Cheat Sheet; 19 MiB a try, so that eight threads stay small.
STRENGTH = {"time_cost": 2, "memory_cost": 19_456, "parallelism": 1}


def hash_of(password: str) -> str:
    """What is stored of a password."""
    return _hasher().hash(_normal(password))


def is_right(password: str, stored: str | None) -> bool:
    """Whether the password is the stored one; takes as long where there is none."""
    hasher = _hasher()
    try:
        hasher.verify(stored or _nobody_s(hasher), _normal(password))
    except (VerificationError, InvalidHashError):
        return False
    return stored is not None


def is_outdated(stored: str) -> bool:
    """Whether the hash was made with other parameters than today's."""
    return _hasher().check_needs_rehash(stored)


def _hasher() -> PasswordHasher:
    strength: dict[str, int] = current_app.config.get("ARGON2", STRENGTH)
    return _hasher_of(strength["time_cost"], strength["memory_cost"], strength["parallelism"])


@cache
def _hasher_of(time_cost: int, memory_cost: int, parallelism: int) -> PasswordHasher:
    return PasswordHasher(time_cost, memory_cost, parallelism)


@cache
def _nobody_s(hasher: PasswordHasher) -> str:
    """A hash to compare with where an account has none; its own password is not to be guessed."""
    return hasher.hash("an account that does not exist")


def _normal(password: str) -> str:
    """The same characters whichever keyboard composed them."""
    return unicodedata.normalize("NFKC", password)
