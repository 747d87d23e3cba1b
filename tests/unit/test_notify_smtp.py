import pytest

from clinic.notify.smtp import is_near, read_smtp_url


@pytest.mark.parametrize(
    ("url", "host", "port", "encrypted", "start_tls"),
    [
        ("smtp://mail.example.com", "mail.example.com", 587, False, True),
        ("smtp://mail.example.com:25", "mail.example.com", 25, False, True),
        ("smtp://10.0.0.7", "10.0.0.7", 587, False, True),
        ("smtp://[2001:db8::7]", "2001:db8::7", 587, False, True),
        ("smtps://mail.example.com", "mail.example.com", 465, True, False),
        ("smtp://127.0.0.1:1025", "127.0.0.1", 1025, False, False),
        ("smtp://[::1]:1025", "::1", 1025, False, False),
        ("smtp://localhost:1025", "localhost", 1025, False, False),
        ("smtp://mailpit:1025", "mailpit", 1025, False, False),
    ],
)
def test_mail_leaves_this_machine_only_encrypted(
    url: str, host: str, port: int, encrypted: bool, start_tls: bool
) -> None:
    server = read_smtp_url(url)
    assert (server.host, server.port) == (host, port)
    assert (server.encrypted, server.start_tls) == (encrypted, start_tls)
    assert server.encrypted or server.start_tls or is_near(host)


def test_user_and_password_may_hold_any_character() -> None:
    server = read_smtp_url("smtp://desk%40clinic.example:p%3A%2F%40ss@mail.example.com")
    assert (server.user, server.password) == ("desk@clinic.example", "p:/@ss")
    assert read_smtp_url("smtp://mail.example.com").user is None


@pytest.mark.parametrize(
    "url", ["", "mail.example.com", "http://mail.example.com", "smtp://", "smtp://:hidden@",
            "smtp://u:hidden@host:many", "smtp://[::1"],
)  # fmt: skip
def test_what_is_no_mail_server_is_refused_without_showing_the_password(url: str) -> None:
    with pytest.raises(ValueError, match="SMTP_URL") as refused:
        read_smtp_url(url)
    assert "hidden" not in str(refused.value)
