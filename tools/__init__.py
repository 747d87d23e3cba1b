"""Commands a person runs, each behind a target of the Makefile."""
