"""The version of the words with which a visitor agrees that health answers are kept."""

# The words are utter_ask_screening_consent in data/screening.yml; a test holds the two together.
CONSENT_VERSION = "screening-2026-11-22"
