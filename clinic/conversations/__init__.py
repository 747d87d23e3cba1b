"""Conversations of the website: who said what, in which order, and whose turn it is."""
