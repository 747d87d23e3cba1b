"""A visitor's way through the pre-screen."""

from __future__ import annotations

from widget.chat import Chat

QUESTIONS = {
    "yes": "Are you pregnant",
    "not me": "Now your skin",
    "skin is fine, no allergies": "Cancer. Diabetes.",
    "fits as a child, none since": "asked kindly",
    "no": "A clinician must look at this with you first",
}


def to_the_outcome(chat: Chat) -> None:
    """Take the pre-screen to its end."""
    chat.ask("can you check if it is for me? im 54 and on apixaban", "Please do not stop it")
    chat.button("Take the pre-screen").click()
    chat.expect("May I keep your answers")
    for answer, next_words in QUESTIONS.items():
        chat.ask(answer, next_words)
