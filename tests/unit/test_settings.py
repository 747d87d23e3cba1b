"""Holds `clinic.yml`: what is right is read, what is wrong is one line that says where."""

import datetime as dt
import re
from pathlib import Path

import pytest
from pydantic import ValidationError

from clinic.settings import Opening, SettingsError, read_clinic

REAL = Path(__file__).resolve().parents[2] / "clinic.yml"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "clinic.yml"


def changed(old: str, new: str) -> str:
    """The real file with one thing in it changed."""
    text = REAL.read_text(encoding="utf-8")
    assert text.count(old) == 1
    return text.replace(old, new)


def refusal(file: Path) -> str:
    with pytest.raises(SettingsError) as caught:
        read_clinic(file)
    message = str(caught.value)
    assert message.startswith(f"{file}:")
    assert len(message.splitlines()) == 1
    return message.removeprefix(f"{file}:")


def test_the_file_that_comes_with_the_project_is_read() -> None:
    clinic = read_clinic(REAL)
    assert clinic.name == "Larkspur Skin Clinic"
    assert clinic.phone == "020 7946 0321"
    assert (clinic.country, clinic.region) == ("GB", "ENG")
    assert clinic.zone.key == "Europe/London"
    assert clinic.emergency_number == "999"
    assert (clinic.crisis_line.name, clinic.crisis_line.phone) == ("Samaritans", "116 123")
    assert clinic.hours["wednesday"] == [Opening(start=dt.time(11), end=dt.time(20))]
    assert "sunday" not in clinic.hours
    assert clinic.closed[dt.date(2026, 12, 24)] == "Christmas break"
    assert clinic.prices["Consultation"] == "£40"
    assert clinic.payment == ["card", "cash", "bank transfer"]
    assert (clinic.keep_days.conversations, clinic.keep_days.screenings) == (30, 180)
    assert (clinic.keep_days.leads, clinic.keep_days.sent_messages) == (365, 30)


def test_the_chat_is_for_the_clinics_own_website_and_for_sites_that_are_listed(file: Path) -> None:
    assert read_clinic(REAL).origins == {"https://larkspur-skin.example"}
    listed = 'sites: ["https://Shop.example", "http://localhost:8080"]'
    file.write_text(changed("sites: []", listed), encoding="utf-8")
    assert read_clinic(file).origins == {
        "https://larkspur-skin.example",
        "https://shop.example",
        "http://localhost:8080",
    }


@pytest.mark.parametrize("site", ["https://a.example/", "a.example", "*", "https://a.example/b"])
def test_a_site_that_browsers_would_not_name_so_is_refused(file: Path, site: str) -> None:
    file.write_text(changed("sites: []", f'sites: ["{site}"]'), encoding="utf-8")
    assert re.match(r"\d+: sites\.0: ", refusal(file))


def test_settings_cannot_be_changed_after_they_are_read() -> None:
    clinic = read_clinic(REAL)
    with pytest.raises(ValidationError, match="frozen"):
        clinic.phone = "1"


def test_what_may_be_left_out_may_be_left_out(file: Path) -> None:
    text = REAL.read_text(encoding="utf-8")
    left_out = "directions closed_on_public_holidays closed prices payment keep_days"
    for section in left_out.split():
        text, found = re.subn(rf"^{section}:.*\n(?:[ ].*\n)*", "", text, flags=re.MULTILINE)
        assert found == 1, section
    file.write_text(text.replace("region: ENG", "region:"), encoding="utf-8")
    clinic = read_clinic(file)
    assert (clinic.directions.parking, clinic.region) == (None, None)
    assert (clinic.closed, clinic.prices, clinic.payment) == ({}, {}, [])
    assert clinic.closed_on_public_holidays
    assert clinic.keep_days == read_clinic(REAL).keep_days


def test_a_file_from_a_windows_editor_is_read(file: Path) -> None:
    text = REAL.read_text(encoding="utf-8").replace("\n", "\r\n")
    file.write_bytes(text.encode("utf-8-sig"))
    assert read_clinic(file) == read_clinic(REAL)


@pytest.mark.parametrize(
    ("written", "start", "end"),
    [
        ("09:00-18:00", dt.time(9), dt.time(18)),
        (" 9:05 – 17:30 ", dt.time(9, 5), dt.time(17, 30)),
        ("00:00-23:59", dt.time(0), dt.time(23, 59)),
    ],
)
def test_opening_hours_may_be_written_in_these_ways(
    file: Path, written: str, start: dt.time, end: dt.time
) -> None:
    file.write_text(changed("09:00-17:00", written), encoding="utf-8")
    assert read_clinic(file).hours["friday"] == [Opening(start=start, end=end)]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("name: Larkspur Skin Clinic\n", "", "1: name: Field required"),
        ('emergency_number: "999"\n', "", "1: emergency_number: Field required"),
        ('  phone: "116 123"\n', "", "14: crisis_line.phone: Field required"),
        ("  parking:", "  trains:", "21: directions.trains: Extra inputs are not permitted"),
        ("payment:", "payments:", "45: payments: Extra inputs are not permitted"),
        ("name: Larkspur Skin Clinic", "name: ''", "3: name: String should have at least 1"),
        ('phone: "020 7946 0321"', "phone: ask us", "4: phone: String should match"),
        ("hello@larkspur", "larkspur", "5: email: String should match"),
        ('"999"', '"call 999"', "10: emergency_number: String should match"),
        ('"999"', "999", "10: emergency_number: Input should be a valid string"),
        ("website: https://", "website: javascript:", "11: website: String should match"),
        ("Consultation: £40", "Consultation: 40", "41: prices.Consultation: Input should be a"),
        ("[card, cash", "[card, 5", "45: payment.1: Input should be a valid string"),
        ("  leads: 365", "  leads: 0", "52: keep_days.leads: Input should be greater than or"),
        ("  leads: 365", "  leads: 3651", "52: keep_days.leads: Input should be less than or"),
        ("  leads: 365", "  calls: 365", "52: keep_days.calls: Extra inputs are not permitted"),
        ("holidays: true", "holidays: perhaps", "32: closed_on_public_holidays: Input should"),
    ],
)
def test_a_setting_missing_unknown_or_wrong_is_named_with_its_line(
    file: Path, old: str, new: str, message: str
) -> None:
    file.write_text(changed(old, new), encoding="utf-8")
    assert refusal(file).startswith(message)


@pytest.mark.parametrize(
    ("hours", "message"),
    [
        ('["nine to five"]', 'hours.friday.0: write opening hours like "09:00-18:00"'),
        ('["9-17"]', 'hours.friday.0: write opening hours like "09:00-18:00"'),
        ('["09:00-25:00"]', "hours.friday.0: '09:00-25:00' is not a time of day"),
        ('["09:60-17:00"]', "hours.friday.0: '09:60-17:00' is not a time of day"),
        ('["17:00-09:00"]', "hours.friday.0: '17:00-09:00' ends before it starts"),
        ('["09:00-09:00"]', "hours.friday.0: '09:00-09:00' ends before it starts"),
        ('["09:00-12:00", "13-17"]', "hours.friday.1: write opening hours like"),
        ("09:00-17:00", "hours.friday: Input should be a valid list"),
        ("", "hours.friday: Input should be a valid list"),
        ("[9]", "hours.friday.0: Input should be a valid dictionary"),
    ],
)
def test_opening_hours_that_cannot_be_are_named_with_their_line(
    file: Path, hours: str, message: str
) -> None:
    file.write_text(changed('["09:00-17:00"]', hours), encoding="utf-8")
    assert refusal(file).startswith(f"30: {message}")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("  friday:", "  freitag:", "25: hours: 'freitag' is not a weekday; write one of monday,"),
        ("Europe/London", "London", "9: timezone: 'London' is not a time zone; write one like"),
        ("country: GB", "country: ZZ", "7: country: the public holidays of 'ZZ' are not known"),
        ("country: GB", "country: England", "7: country: String should match pattern"),
        ("region: ENG", "region: MARS", "8: region: 'MARS' is not a region of GB; write one of"),
        ("2026-12-24", "Christmas", "34: closed.Christmas.[key]: Input should be a valid date"),
        ("2026-12-24", "2026-02-30", "34: closed.2026-02-30.[key]: Input should be a valid date"),
    ],
)
def test_a_day_place_or_time_zone_that_there_is_not_is_named_with_its_line(
    file: Path, old: str, new: str, message: str
) -> None:
    file.write_text(changed(old, new), encoding="utf-8")
    assert refusal(file).startswith(message)


def test_a_clinic_that_never_opens_is_refused(file: Path) -> None:
    text = re.sub(r'\["[0-9:-]+"\]', "[]", REAL.read_text(encoding="utf-8"))
    file.write_text(text, encoding="utf-8")
    assert refusal(file) == "25: hours: the clinic is open on no day"


def test_a_wrong_country_is_named_and_not_the_region_that_hangs_on_it(file: Path) -> None:
    file.write_text(changed("country: GB", "country: ZZ"), encoding="utf-8")
    assert "region" not in refusal(file)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"name: Clinic\nphone: [1\n", "3: expected"),
        (b"name: Clinic\nplace: a: b\n", "2: mapping values are not allowed here"),
        (b"name: Clinic\n\tphone: 1\n", "2: found character '\\t' that cannot start any token"),
        (b"name: Clinic\nplace: \x07\n", "2: a character that cannot be used"),
        (b"name: Clinic\nfee: \xa340\n", "2: not UTF-8; save the file with that encoding"),
        (b"? [a, b]\n: 3\n", "1: found unhashable key"),
        (b"- name\n- phone\n", "1: write the clinic's details as `name: value` lines"),
        (b"", "1: write the clinic's details as `name: value` lines"),
    ],
)
def test_a_file_that_is_not_settings_at_all_is_refused_with_its_line(
    file: Path, content: bytes, message: str
) -> None:
    file.write_bytes(content)
    assert refusal(file).startswith(message)


def test_a_file_that_is_not_there_is_refused_by_name(file: Path) -> None:
    assert refusal(file) == " cannot be read: No such file or directory"
    file.mkdir()
    assert refusal(file) == " cannot be read: Is a directory"
