"""Indicators and dashboards: does it work, and what do I do next?"""
