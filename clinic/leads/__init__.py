"""Booking requests: what a visitor asks for, and how it reaches reception."""
