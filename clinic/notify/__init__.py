"""Tells reception of every request: by e-mail and webhook, at least once, from the outbox."""
