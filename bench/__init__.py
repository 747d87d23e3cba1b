"""Benchmarks. Figures in the documentation come from here."""
