"""Messages for widgets that know Rasa's own Socket.IO channel and nothing of ours.

Such a widget shows text and quick replies. A card becomes text, so that nothing is missing.
"""

from __future__ import annotations

from typing import Any

from clinic.conversations.message import Message


def shown(message: Message) -> dict[str, Any]:
    """A message in the form of Rasa's channel `socketio`."""
    content = message.content
    parts = [content.text, *card_lines(content.card or {})]
    said: dict[str, Any] = {"text": "\n".join(part for part in parts if part)}
    if content.quick_replies:
        said["quick_replies"] = [
            {"content_type": "text", **vars(choice)} for choice in content.quick_replies
        ]
    return said


def card_lines(card: dict[str, Any]) -> list[str]:
    """A card as lines of text."""
    title = card.get("title")
    lines = [f"\n{title}:"] if title else []
    for fact in card.get("facts") or []:
        lines.append(f"• {fact['label']}: {fact['value']}")
    for step in card.get("steps") or []:
        lines.append("• " + ": ".join(str(value) for value in step.values()))
    columns = card.get("columns") or []
    for row in card.get("rows") or []:
        cells = (f"{name}: {value}" for name, value in zip(columns, row["values"], strict=False))
        lines.append(f"• {row['label']}. {'. '.join(cells)}")
    lines += [card[name] for name in ("alt", "caption") if card.get(name)]
    return lines
