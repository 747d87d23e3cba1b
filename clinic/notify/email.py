"""Writes the e-mail to reception: plain text, HTML and the calendar entry."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from clinic.notify.calendar import calendar_entry
from clinic.notify.notice import Notice, read_notice
from clinic.notify.ports import Message
from clinic.notify.wording import render
from clinic.settings import Clinic


@dataclass(frozen=True)
class Letters:
    """Writes letters from the clinic's own address to reception.

    The visitor's address is no Reply-To: a reply would quote health flags to an address
    that was only typed into a chat. It stands in the text as a link instead.
    """

    clinic: Clinic
    recipient: str

    def write(self, message: Message, now: dt.datetime) -> EmailMessage:
        """Write one message; a repeat has the same Message-ID and X-Idempotency-Key."""
        notice = read_notice(message.body)
        letter = EmailMessage(policy=SMTP)
        letter["From"] = Address(" ".join(self.clinic.name.split()), addr_spec=self.clinic.email)
        letter["To"] = Address(addr_spec=self.recipient)
        letter["Subject"] = render("subject.txt", notice=notice)
        letter["Date"] = format_datetime(now)
        letter["Message-ID"] = self._message_id(message.key)
        letter["X-Idempotency-Key"] = message.key
        letter["Auto-Submitted"] = "auto-generated"  # no out-of-office note comes back (RFC 3834)
        self._fill(letter, notice)
        return letter

    def _fill(self, letter: EmailMessage, notice: Notice) -> None:
        text = render("email.txt", notice=notice, clinic=self.clinic)
        page = render("email.html", notice=notice, clinic=self.clinic)
        letter.set_content(text, cte="quoted-printable")
        letter.add_alternative(page, subtype="html", cte="quoted-printable")
        calendar = calendar_entry(notice, self.clinic)
        if calendar is not None:
            letter.add_attachment(
                calendar.to_ical().decode(),
                subtype="calendar",
                params={"method": str(calendar["method"])},
                filename=f"{notice.reference}.ics",
            )

    def _message_id(self, key: str) -> str:
        digest = hashlib.sha256(key.encode()).hexdigest()[:32]
        return f"<{digest}@{self.clinic.email.rpartition('@')[2]}>"
