"""What comes first on the home page, and the words it is said in."""

from learning.home.rules.tasks import Day, Kind, Task, Who, arrange
from learning.home.rules.welcome import WAYS, Way
from learning.home.rules.words import Act, act_of

__all__ = ["WAYS", "Act", "Day", "Kind", "Task", "Way", "Who", "act_of", "arrange"]
