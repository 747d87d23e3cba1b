"""Custom actions: slots in, one call to `clinic`, events and response names out."""
