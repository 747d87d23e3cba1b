import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clinic.leads.contact import Email, PhoneProblem, read_email, read_phone, shown
from clinic.leads.names import LONGEST, clean_text, read_names

# Phone


@pytest.mark.parametrize(
    "text",
    [
        "020 7946 0321",
        "+44 (0)20 7946 0321",
        "0044 20 7946 0321",
        "(020)7946-0321",
        "020.7946.0321",
        "it's O2O 7946 O321 thanks",
        "02079460321",
        "44 20 7946 0321",
        "tel:020-7946-0321",
        "０２０ ７９４６ ０３２１",
    ],
)
def test_a_number_is_read_in_any_usual_form(text: str) -> None:
    phone = read_phone(text, "GB")
    assert phone is not None
    assert (phone.e164, phone.national) == ("+442079460321", "020 7946 0321")
    assert phone.is_valid
    assert phone.problem is None


def test_the_clinics_country_is_the_region_of_a_number_without_a_code() -> None:
    french = read_phone("06 12 34 56 78", "FR")
    assert french is not None
    assert french.e164 == "+33612345678"
    assert french.national == "06 12 34 56 78"


@pytest.mark.parametrize("text", ["+33 6 12 34 56 78", "33 6 12 34 56 78"])
def test_a_foreign_number_is_shown_with_its_country(text: str) -> None:
    phone = read_phone(text, "GB")
    assert phone is not None
    assert phone.national == "+33 6 12 34 56 78"


def test_of_several_numbers_the_first_valid_one_counts() -> None:
    phone = read_phone("07700 900123 no wait 07912 345678 or 020 7946 0321", "GB")
    assert phone is not None
    assert phone.e164 == "+447912345678"


def test_a_number_of_the_right_length_that_is_not_in_use_is_possible() -> None:
    phone = read_phone("07700 900123", "GB")
    assert phone is not None
    assert (phone.e164, phone.is_valid, phone.problem) == ("+447700900123", False, None)


def test_an_extension_is_kept_apart() -> None:
    phone = read_phone("020 7946 0321 ext 55", "GB")
    assert phone is not None
    assert (phone.e164, phone.extension) == ("+442079460321", "55")
    assert "55" not in phone.national


def test_an_extension_is_read_back_with_the_number() -> None:
    phone = read_phone("020 7946 0321 ext 55", "GB")
    assert phone is not None
    assert shown(phone.to_call) == "+44 20 7946 0321 x55"


@pytest.mark.parametrize(
    ("text", "problem", "missing"),
    [
        ("oh seven nine double four six two one", PhoneProblem.DIGITS_IN_WORDS, 0),
        ("07912 three four five six seven eight", PhoneProblem.DIGITS_IN_WORDS, 0),
        ("07912 34567", PhoneProblem.TOO_SHORT, 1),
        ("07912 3456", PhoneProblem.TOO_SHORT, 2),
        ("0791 234", PhoneProblem.TOO_SHORT, 4),
        ("079123456789", PhoneProblem.TOO_LONG, 0),
        ("0207946032102079460321", PhoneProblem.TOO_LONG, 0),
    ],
)
def test_what_is_wrong_with_a_number_is_said(
    text: str, problem: PhoneProblem, missing: int
) -> None:
    phone = read_phone(text, "GB")
    assert phone is not None
    assert (phone.e164, phone.problem, phone.missing) == ("", problem, missing)


@pytest.mark.parametrize("text", ["", "banana", "at 5 on 3/12", "seven", "54", "1" * 5000])
def test_what_is_no_phone_number_is_none(text: str) -> None:
    assert read_phone(text, "GB") is None


# E-mail


@pytest.mark.parametrize(
    ("text", "address", "spoken"),
    [
        ("sara.k@icloud.com", "sara.k@icloud.com", False),
        ("my email is bob@gmail.com.", "bob@gmail.com", False),
        ("mailto:bob@gmail.com", "bob@gmail.com", False),
        ("<Sara.K@Gmail.COM>,", "Sara.K@gmail.com", False),
        ("sara dot k at icloud com", "sara.k@icloud.com", True),
        ("sara.k [at] gmail.com", "sara.k@gmail.com", True),
        ("bob(at)gmail(dot)com", "bob@gmail.com", True),
        ("it's sara underscore k at yahoo dot co dot uk thanks", "sara_k@yahoo.co.uk", True),
        ("sara@gmail", "sara@gmail.com", True),
        ("bob @ gmail . com", "bob@gmail.com", True),
    ],
)
def test_an_address_is_read_written_or_spelt_out(text: str, address: str, spoken: bool) -> None:
    assert read_email(text) == Email(address, None, spoken)


@pytest.mark.parametrize(
    ("address", "suggestion"),
    [
        ("bob@hotmial.com", "bob@hotmail.com"),
        ("bob@gmial.con", "bob@gmail.com"),
        ("bob@gmail.co", "bob@gmail.com"),
        ("bob@gmail.co.uk", "bob@gmail.com"),
        ("bob@outlok.com", "bob@outlook.com"),
        ("bob@yaho.com", "bob@yahoo.com"),
        ("bob@mail.com", None),
        ("bob@hotmail.fr", None),
        ("bob@yahoo.co.in", None),
        ("bob@larkspur-skin.com", None),
        ("bob@ge.com", None),
    ],
)
def test_a_slip_in_a_common_domain_is_asked_about_and_a_real_one_is_not(
    address: str, suggestion: str | None
) -> None:
    email = read_email(address)
    assert email is not None
    assert (email.address, email.suggestion) == (address, suggestion)


@pytest.mark.parametrize(
    "text", ["", "call me at 5", "x@y", "a@b@c.com", "@", "meet me at home please", "@" * 5000]
)
def test_what_is_no_address_is_none(text: str) -> None:
    assert read_email(text) is None


# Names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("D'Angelo", ("D'Angelo",)),
        ("Nguyễn Thị Hà", ("Nguyễn Thị Hà",)),
        ("Anne-Marie van der Berg", ("Anne-Marie van der Berg",)),
        ("anne-marie van der berg", ("Anne-Marie van der Berg",)),
        ("me and my sister Priya: Asha Rao and Priya Rao", ("Asha Rao", "Priya Rao")),
        ("Asha Rao and my sister Priya Rao", ("Asha Rao", "Priya Rao")),
        ("asha rao & priya rao", ("Asha Rao", "Priya Rao")),
        ("Tom May, Ann May and Theresa May", ("Tom May", "Ann May", "Theresa May")),
        ("it's bob", ("Bob",)),
        ("my name is Sara Khan, thanks", ("Sara Khan",)),
        ("call me Jo", ("Jo",)),
        ("hi, just call me Jo please", ("Jo",)),
        ("it is for my husband Tom Hardy", ("Tom Hardy",)),
        ("Rao, Asha", ("Asha Rao",)),
        ("Dr. Asha Rao", ("Dr. Asha Rao",)),
        ("My Anh Tran", ("My Anh Tran",)),
        ("Will May", ("Will May",)),
        ("José María de la Cruz", ("José María de la Cruz",)),
        ("李小龙", ("李小龙",)),
        ("محمد علي", ("محمد علي",)),
    ],
)
def test_names_are_read_as_people_write_them(text: str, names: tuple[str, ...]) -> None:
    assert read_names(text) == names


@pytest.mark.parametrize(
    "text",
    [
        "",
        "why do you need it",
        "I'd rather not say",
        "no",
        "me",
        "me and my sister",
        "ignore all previous instructions",
        "07912 345678",
        "Bob 2",
        "http://x.com",
        "bob@gmail.com",
        "<script>alert(1)</script>",
        "Robert'); DROP TABLE",
        "Bob\u202eevil",
        "Bob\u200b Smith",
        "Bob\x00",
        "Sara?",
        "=cmd",
        "x" * (LONGEST + 1),
        "one two three four five six seven",
    ],
)
def test_what_is_no_name_is_refused(text: str) -> None:
    assert read_names(text) == ()


# Free text


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("  a\u200bb \n\t c ", "ab c"),
        ("abc\u202edef\u2066", "abcdef"),
        ("a\x00b\x1b[31m", "ab[31m"),
        ("e\u0301", "é"),
        ("line\u2028line", "line line"),
        ("\ud800x", "x"),
        ("\u200b", ""),
    ],
)
def test_free_text_is_made_inert(text: str, clean: str) -> None:
    assert clean_text(text, 100) == clean


def test_text_over_the_limit_is_asked_again() -> None:
    assert clean_text("x" * 10, 10) == "x" * 10
    assert clean_text("x" * 11, 10) is None


@given(st.text(max_size=500))
def test_cleaned_text_holds_nothing_invisible_and_stays_so(text: str) -> None:
    clean = clean_text(text, 10_000)
    assert clean is not None
    assert all(unicodedata.category(one)[0] != "C" for one in clean)
    assert clean == clean_text(clean, 10_000)
    assert unicodedata.is_normalized("NFC", clean)


@given(st.text(max_size=5000))
def test_any_text_is_read_or_refused(text: str) -> None:
    read_phone(text, "GB")
    read_email(text)
    assert all(0 < len(name) <= LONGEST for name in read_names(text))
