"""Figures: functions that take arrays and an Axes, and return artists."""
