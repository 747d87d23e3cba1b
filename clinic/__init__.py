"""The domain: what the clinic is and does. Knows no Rasa and no web framework."""
