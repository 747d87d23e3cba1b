"""The version of the words with which a visitor agrees that a request is kept and answered."""

# The words are utter_ask_booking_check in data/booking.yml; a test holds the two together.
CONSENT_VERSION = "booking-2026-11-22"
