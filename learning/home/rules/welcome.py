"""The first run: what brings somebody here."""

from enum import StrEnum

from learning.i18n import _l


class Way(StrEnum):
    LEARN = "learn"
    TEACH = "teach"
    ARRIVE = "arrive"
    READ = "read"


WAYS = {
    Way.LEARN: _l("I want to learn from somebody"),
    Way.TEACH: _l("I can show others something"),
    Way.ARRIVE: _l("I am new and want to find my feet"),
    Way.READ: _l("I would like to read and look around first"),
}
