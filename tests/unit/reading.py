"""What tests of reading share: things that messages name, and what comes of a message."""

from hearing import Entity, condition, medicine, named

from clinic.heard import Heard
from clinic.screening.questionnaire import questionnaire
from clinic.screening.reading import Reading, read
from clinic.screening.record import Answer, Record

QUESTIONNAIRE = questionnaire()
YEAR = 2026
GIVEN, NONE, UNSURE = Answer.GIVEN, Answer.NONE, Answer.UNSURE
WARFARIN = medicine("warfarin", "blood_thinner")
APIXABAN = medicine("apixaban", "blood_thinner")
ASPIRIN = medicine("aspirin", "aspirin")
PARACETAMOL = medicine("paracetamol")
ZORBAFLEX = named("zorbaflex", "unknown")
DIABETES = condition("diabetes", "diabetes")
PREGNANT = named("pregnant", "pregnancy")
BREASTFEEDING = named("breastfeeding", "pregnancy")
COLD_SORE = condition("cold sore", "cold_sore")


def told(pending: str | None, message: Heard, record: Record | None = None) -> Reading:
    return read(QUESTIONNAIRE, record or Record(), pending, message, YEAR)


def after(pending: str | None, message: Heard, record: Record | None = None) -> Record:
    return told(pending, message, record).record


def mine(entity: Entity) -> Entity:
    return {**entity, "who": "self"}


def theirs(entity: Entity) -> Entity:
    return {**entity, "who": "other"}
