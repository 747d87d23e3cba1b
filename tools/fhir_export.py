"""`make fhir`: prints a pre-screen as FHIR JSON; without a reference, its questions."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from functools import partial

from clinic.leads import handoff
from clinic.leads.reference import read_reference
from clinic.screening.fhir import questionnaire_resource, response_resource
from clinic.screening.questionnaire import questionnaire
from clinic.screening.record import Record
from clinic.store.database import Database
from tools.with_database import run


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="make fhir", description="Print the questions, or the answers of a request, as FHIR."
    )
    parser.add_argument("reference", nargs="?", help="whose answers, such as M7K-4QX")
    typed = parser.parse_args(arguments).reference
    if typed is None:
        print(questionnaire_resource(questionnaire()).model_dump_json(indent=2))
        return 0
    reference = read_reference(typed)
    if reference is None:
        parser.error("that is no reference like M7K-4QX")
    return run(partial(print_answers, reference=reference))


async def print_answers(database: Database, reference: str) -> int:
    for lead in await handoff.find(database, reference=reference):
        async with database.begin() as work:
            screening = await work.screenings.of_conversation(lead.request.conversation_id)
        if screening is not None:
            record = Record.from_json(screening.answers)
            resource = response_resource(
                questionnaire(), record, screening.updated_at, screening.rules_version
            )
            print(resource.model_dump_json(indent=2))
            return 0
    print(f"No answers are kept for {reference}.", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
