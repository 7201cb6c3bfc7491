"""Programmes: a goal, its formats, its leads, its enrolments."""
