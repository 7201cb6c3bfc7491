"""The programmes of the demo company, in the order in which they began."""

from collections.abc import Callable, Sequence

from learning.cli.demo.academy import fill_academy
from learning.cli.demo.company import Company
from learning.cli.demo.mentoring import run_mentoring
from learning.cli.demo.newcomers import welcome_people
from learning.cli.demo.reviews import run_reviews

run_programmes: Sequence[Callable[[Company], None]] = (
    welcome_people,
    fill_academy,
    run_mentoring,
    run_reviews,
)
