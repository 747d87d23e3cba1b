"""Preferred days and times: from a visitor's words to dates inside the opening hours, and back."""

from clinic.leads.wished_times.read import names_only_times, read_wishes
from clinic.leads.wished_times.wish import Problem, Reading, Wish
from clinic.leads.wished_times.words import words_for

__all__ = ["Problem", "Reading", "Wish", "names_only_times", "read_wishes", "words_for"]
