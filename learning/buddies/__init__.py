"""A newcomer's first ninety days: the plan, the buddy, the check-ins."""
