"""What comes first on the home page, the words it is said in, and the choices of search."""

from learning.home.rules.searching import KINDS, SINCE, in_quotes, narrowed, searcher_key
from learning.home.rules.tasks import Day, Kind, Task, Who, arrange
from learning.home.rules.welcome import WAYS, Way
from learning.home.rules.words import Act, act_of

__all__ = [
    "KINDS",
    "SINCE",
    "WAYS",
    "Act",
    "Day",
    "Kind",
    "Task",
    "Way",
    "Who",
    "act_of",
    "arrange",
    "in_quotes",
    "narrowed",
    "searcher_key",
]
