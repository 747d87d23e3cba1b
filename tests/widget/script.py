"""What the tests' gateway says: one answer of every kind that the widget can show."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[2]
RESPONSES = yaml.safe_load((ROOT / "data/responses.yml").read_text(encoding="utf-8"))["responses"]
CLINIC = yaml.safe_load((ROOT / "clinic.yml").read_text(encoding="utf-8"))

CONFIG = {
    "clinic": {
        "name": CLINIC["name"],
        "phone": CLINIC["phone"],
        "email": CLINIC["email"],
        "emergency_number": CLINIC["emergency_number"],
        "privacy_page": CLINIC["privacy_page"],
        "crisis": CLINIC["crisis_line"],
    },
    "limits": {"message_chars": 4000},
}
SOURCES = [
    {"title": "A review", "publisher": "A society", "year": 2021, "link": "https://a.example/r"},
    {"title": "A warning", "publisher": "A regulator", "year": None, "link": None},
]


@dataclass(frozen=True)
class Said:
    text: str
    quick_replies: tuple[tuple[str, str], ...] = ()
    card: dict[str, Any] | None = None
    sources: bool = False
    kind: str | None = None
    feedback: bool = False
    contact: bool = False
    input: str | None = None
    sender: str = "bot"

    def message(self) -> dict[str, Any]:
        """The message's content as it travels."""
        return {
            "text": self.text,
            "quick_replies": [{"title": t, "payload": p} for t, p in self.quick_replies],
            "card": self.card,
            "sources": SOURCES if self.sources else [],
            "reviewed": "2026-11-22" if self.sources else None,
            "kind": self.kind,
            "owner": "bot",
            "feedback": self.feedback,
            "contact": self.contact,
            "input": self.input,
        }


def answer(topic: str) -> Said:
    """A topic's real answer, with its card."""
    said = RESPONSES[f"utter_faq/{topic}"][0]
    buttons = tuple((one["title"], one["payload"]) for one in said.get("buttons", ()))
    text = said["text"].replace("{emergency_number}", CLINIC["emergency_number"]).strip()
    return Said(text, buttons, said.get("custom"), sources=True, feedback=True)


def with_card(kind: str) -> str:
    """The first topic whose answer has such a card."""
    for name, (said, *_others) in RESPONSES.items():
        if said.get("custom", {}).get("card") == kind:
            return str(name).removeprefix("utter_faq/")
    raise LookupError(kind)


GREETING = [
    Said(
        f"Hello, I am the assistant of {CLINIC['name']}. I am a computer program, not a person.\n\n"
        "I can tell you what mesotherapy is, how it is done and its risks. "
        f"If you feel very ill, call {CLINIC['emergency_number']}.\n\nWhat would you like to know?",
        (("What mesotherapy is", '/faq{"topic": "what_is"}'), ("Side effects", "side effects")),
    )
]
HELPED = (("I have help, or it is over", "/danger_over"),)
EMERGENCY = "This may be an emergency. Call 999 now. Do not drive yourself.\n\nStay with someone."
URGENT = "This needs a doctor or nurse today, not a chat. Call us on 020 7946 0321 as well."
CRISIS = "I am sorry that you feel this bad. You can call Samaritans on 116 123."
DOWN = "I cannot answer right now. Please call 020 7946 0321, or leave your details."
LIST = "Here is what I noted:\n• age: 54\n• epilepsy\n\nWrite to hello@larkspur-skin.example."

ANSWERS = {
    **{kind: [answer(with_card(kind))] for kind in ("comparison", "steps", "facts", "figure")},
    '/faq{"topic": "what_is"}': [answer("what_is")],
    "cannot breathe": [Said(EMERGENCY, HELPED, kind="emergency")],
    "hot cheek": [Said(URGENT, HELPED, kind="urgent")],
    "crisis": [Said(CRISIS, HELPED, kind="crisis")],
    "down": [Said(DOWN, kind="problem", contact=True)],
    "list": [Said(LIST)],
    "book": [Said("How can the team reach you?", input="contact")],
    "when": [Said("Which days and times suit you?", input="date")],
    "two": [Said("First answer."), Said("Second answer.")],
    "person": [Said("Hello, this is Ana from the clinic.", sender="team")],
}
