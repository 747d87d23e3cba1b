"""The load run: many visitors at once against the real gateway process."""
