"""Facts: who did what to which object when, without any text."""
