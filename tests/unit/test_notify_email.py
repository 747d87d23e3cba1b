import datetime as dt
import re
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from html.parser import HTMLParser
from typing import Any

import pytest
from icalendar import Calendar
from telling import BODY, CLINIC, NOW, WEDNESDAY_EVENING, Parcel, parcel

from clinic.notify.email import Letters

LETTERS = Letters(CLINIC, "desk@larkspur-skin.example")
CHANGED = {"event": "lead.changed", "sequence": 2}
WITHDRAWN = {"event": "lead.withdrawn", "status": "withdrawn", "sequence": 2}


def letter(**facts: Any) -> EmailMessage:
    """The letter, as a mail program reads it from the wire."""
    return received(parcel(**facts))


def received(message: Parcel) -> EmailMessage:
    raw = LETTERS.write(message, NOW).as_bytes()
    assert all(len(line) <= 998 for line in raw.split(b"\r\n"))
    read = message_from_bytes(raw, policy=default)
    assert isinstance(read, EmailMessage)
    return read


def text_of(read: EmailMessage) -> str:
    part = read.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


def page_of(read: EmailMessage) -> str:
    part = read.get_body(("html",))
    assert part is not None
    return str(part.get_content())


class Page(HTMLParser):
    """Collects the tags and the visible words of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []
        self.words = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.links += [value for name, value in attrs if name == "href" and value]

    def handle_data(self, data: str) -> None:
        self.words += data


FACTS = (
    "M7K-4QX", "Asha Rao and Nguyễn Thị Hà", "+44 20 7946 0958", "asha.rao@example.com",
    "skin boosters", "face and neck", "Wednesday 2 December", "17:00", "wednesday week after 5",
    "takes apixaban, a blood thinner", "had a cold sore last week", "please ring after lunch",
    "new", "2026-11", "Monday 23 November 2026, 18:30",
)  # fmt: skip


@pytest.mark.parametrize("fact", FACTS)
def test_reception_reads_every_fact_in_text_and_page(fact: str) -> None:
    assert fact in text_of(letter())
    assert fact in Page(page_of(letter())).words


@pytest.mark.parametrize(
    ("facts", "subject"),
    [
        ({}, "New request M7K-4QX: treatment"),
        ({"kind": "consultation"}, "New request M7K-4QX: consultation"),
        ({"kind": "change"}, "New request M7K-4QX: change or cancel an appointment"),
        (CHANGED, "Changed request M7K-4QX: treatment"),
        (WITHDRAWN, "Withdrawn request M7K-4QX: treatment"),
    ],
)
def test_the_subject_says_what_it_is_and_names_nobody(facts: dict[str, Any], subject: str) -> None:
    assert letter(**facts)["Subject"] == subject


def test_no_header_holds_personal_data() -> None:
    headers = " ".join(f"{name}: {value}" for name, value in letter().items())
    for private in ("Asha", "Rao", "9460958", "asha.rao", "apixaban", "boosters"):
        assert private not in headers
    assert "Reply-To" not in letter()


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({}, "Nothing is confirmed yet."),
        ({"kind": "change"}, "an appointment that was not made in this chat"),
        (CHANGED, "Below is what is wanted now. It replaces what you were sent before."),
        (WITHDRAWN, "The visitor has withdrawn request M7K-4QX."),
    ],
)
def test_the_first_lines_say_what_happened(facts: dict[str, Any], sentence: str) -> None:
    assert sentence in text_of(letter(**facts)).partition("Reference:")[0]
    assert sentence in page_of(letter(**facts))


def test_a_change_says_when_it_was_made() -> None:
    assert "Last changed: Monday 23 November 2026, 18:31" in text_of(letter(**CHANGED))
    assert "Last changed" not in text_of(letter())


def test_times_are_on_the_clinics_clock() -> None:
    summer = letter(created_at="2026-07-01T22:30:00+00:00")
    assert "Request received: Wednesday 1 July 2026, 23:30" in text_of(summer)


def test_health_is_not_repeated_when_a_request_is_withdrawn() -> None:
    for words in (text_of(letter(**WITHDRAWN)), page_of(letter(**WITHDRAWN))):
        assert "apixaban" not in words
        assert "after lunch" not in words
        assert "Asha Rao" in words


def test_what_was_not_given_leaves_no_empty_lines_of_form() -> None:
    bare = letter(
        people=[], phone=None, email=None, treatment="", area="", wishes=[], wishes_words="",
        note="", flags=[],
    )  # fmt: skip
    text = text_of(bare)
    assert "Name: not given" in text
    assert "no day or time was given" in text
    assert "nothing was noted in the chat; the clinician decides" in text
    for label in ("Phone", "E-mail", "Treatment", "Area", "Note", "words", "somebody else", "None"):
        assert label not in text
    assert not re.search(r":\s*$(?!\n-)", text, re.MULTILINE)


def test_who_asks_for_somebody_else_is_said() -> None:
    asked = letter(third_party="husband")
    assert "Asked on behalf of somebody else: husband" in text_of(asked)
    assert "Asked on behalf of somebody else: husband" in page_of(asked)


def test_no_letter_says_that_anybody_is_fit_for_treatment() -> None:
    for words in (text_of(letter(flags=[])), page_of(letter(flags=[]))):
        assert not re.search(r"\b(safe|suitable|cleared|no risk)\b", words, re.IGNORECASE)


def test_a_screen_reader_meets_headings_in_order_and_links_to_ring_and_write() -> None:
    page = Page(page_of(letter()))
    headings = [tag for tag in page.tags if re.fullmatch(r"h[1-6]", tag)]
    assert headings[0] == "h1"
    assert set(headings[1:]) == {"h2"}
    assert "table" not in page.tags
    assert "img" not in page.tags
    assert page.links == ["tel:+442079460958", "mailto:asha.rao@example.com"]
    assert '<html lang="en">' in page_of(letter())


HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=y>{{ 7*7 }}"


@pytest.mark.parametrize(
    "fact", ["people", "phone", "email", "treatment", "area", "wishes_words", "note", "flags",
             "third_party", "consent_version"],
)  # fmt: skip
def test_hostile_words_stay_words(fact: str) -> None:
    def written(value: str) -> EmailMessage:
        return letter(**{fact: [value] if fact in {"people", "flags"} else value})

    read = written(HOSTILE)
    page = Page(page_of(read))
    assert page.tags == Page(page_of(written("harmless"))).tags
    assert HOSTILE in page.words
    assert HOSTILE in text_of(read)


INJECTION = "Bob\r\nBcc: thief@example.com\r\n\r\nStatus: booked\x0b\u2028Status: booked"


@pytest.mark.parametrize("fact", ["people", "email", "note", "treatment", "wishes_words"])
def test_a_line_break_makes_no_header_and_no_line_of_ours(fact: str) -> None:
    value = [INJECTION] if fact == "people" else INJECTION
    read = letter(**{fact: value})
    assert "Bcc" not in read
    assert len(re.findall(r"^Status:", text_of(read), re.MULTILINE)) == 1
    assert len(text_of(read).split("\u2028")) == 1


@pytest.mark.parametrize("reference", ["M7K-4QX\r\nBcc: a@b.example", "<b>", "", "../../x"])
def test_a_reference_that_is_none_is_never_written(reference: str) -> None:
    with pytest.raises(ValueError, match="reference"):
        LETTERS.write(parcel(reference=reference), NOW)


def test_a_repeat_is_known_by_its_message_id_and_key() -> None:
    first, again = received(Parcel()), received(Parcel(id=9, attempts=3))
    other = received(Parcel(key="another"))
    assert first["Message-ID"] == again["Message-ID"] != other["Message-ID"]
    assert first["X-Idempotency-Key"] == again["X-Idempotency-Key"] == Parcel().key
    assert re.fullmatch(r"<[0-9a-f]{32}@larkspur-skin\.example>", first["Message-ID"])


def test_a_key_with_a_line_break_is_refused() -> None:
    with pytest.raises(ValueError, match=r"linefeed|carriage return"):
        LETTERS.write(Parcel(key="a\r\nBcc: b@c.example"), NOW)


def test_it_comes_from_the_clinic_at_the_time_of_sending() -> None:
    read = letter()
    assert read["From"] == "Larkspur Skin Clinic <hello@larkspur-skin.example>"
    assert read["To"] == "desk@larkspur-skin.example"
    assert read["Date"].datetime == NOW
    assert read["Auto-Submitted"] == "auto-generated"


@pytest.mark.parametrize(
    ("facts", "method"), [({}, "PUBLISH"), (CHANGED, "PUBLISH"), (WITHDRAWN, "CANCEL")]
)
def test_the_calendar_entry_is_attached(facts: dict[str, Any], method: str) -> None:
    (attached,) = letter(**facts).iter_attachments()
    assert attached.get_content_type() == "text/calendar"
    assert attached.get_filename() == "M7K-4QX.ics"
    assert attached.get_param("method") == method
    calendar = Calendar.from_ical(attached.get_content())
    assert calendar["method"] == method
    (event,) = calendar.walk("VEVENT")
    start = dt.datetime(2026, 12, 2, 17, tzinfo=CLINIC.zone)
    assert event.decoded("dtstart") == start


def test_nothing_is_attached_without_a_time() -> None:
    assert list(letter(wishes=[]).iter_attachments()) == []


def test_every_wish_is_listed_in_the_order_it_was_said() -> None:
    days = [{**WEDNESDAY_EVENING, "date_from": day, "date_to": day}
            for day in ("2026-12-09", "2026-12-03")]  # fmt: skip
    text = text_of(letter(wishes=days))
    assert text.index("9 December") < text.index("3 December")


def test_the_body_of_the_outbox_is_left_as_it_was() -> None:
    before = dict(BODY)
    letter()
    assert before == BODY
