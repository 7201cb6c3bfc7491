"""Who takes part: the directory, profiles, roles."""
