"""The ways a person can prove who they are."""
