"""The pre-screen's rules as a section of the page that a clinician reviews."""

from __future__ import annotations

from collections.abc import Iterable

from clinic.screening.questionnaire import Outcome, Pair, Questionnaire, Reason, Rule

WAITS = "waits for the clinician"
DONE = "no open point"
MEANS = {Outcome.NOT_NOW: "not now", Outcome.CLINICIAN_FIRST: "clinician first"}


def rules_section(questionnaire: Questionnaire) -> str:
    """Every rule with what it says to a visitor, what it rests on and whether it waits."""
    reasons: list[Rule | Pair] = [*questionnaire.rules, *questionnaire.pairs]
    waiting = sum(reason.sign_off for reason in reasons)
    return "\n".join(
        [
            f"Version {questionnaire.version}, from `clinic/screening/screening.yml`: "
            f"{len(reasons)} rules, {waiting} of them {WAITS.replace('waits', 'wait')}. "
            "Those rest on a clinic's own page or on general knowledge. "
            "A row is that of the candidacy table. The gravest outcome wins.",
            "",
            "| Where a visitor has | Outcome | Reason that is given | Wait until | Row | Sign-off "
            "| Sources |",
            "|---|---|---|---|---|---|---|",
            *(_row(questionnaire, reason) for reason in reasons),
        ]
    )


def cited(names: Iterable[str]) -> str:
    """Links to the sources' places on the page."""
    return ", ".join(f"[{name}](#source-{name})" for name in names)


def _row(questionnaire: Questionnaire, reason: Rule | Pair) -> str:
    cells = (
        _when(questionnaire, reason),
        _outcome(reason),
        reason.reason,
        reason.until or "",
        (reason.row or "none") if isinstance(reason, Rule) else "two together",
        WAITS if reason.sign_off else DONE,
        cited(reason.sources) or "general knowledge",
    )
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"


def _when(questionnaire: Questionnaire, reason: Rule | Pair) -> str:
    things = (reason.when,) if isinstance(reason.when, str) else reason.when
    return " and ".join(questionnaire.things[thing].words for thing in things)


def _outcome(reason: Reason) -> str:
    doubt = isinstance(reason, Rule) and reason.unsure == reason.outcome == Outcome.NOT_NOW
    return MEANS[Outcome(reason.outcome)] + (", also if unsure" if doubt else "")
