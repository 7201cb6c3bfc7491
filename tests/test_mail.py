"""Writing and sending mails."""

import socket
import ssl
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from aiosmtpd.controller import Controller

from learning.mail import FolderMailer, Letter, MemoryMailer, SmtpMailer, mailer_for, message
from tests.factories.people import NOON

LETTER = Letter("Тема 主题 🦉", "Текст 正文\n", "<p>Текст</p>", "Collegium <c@demo.example>")


def written(**fields) -> EmailMessage:
    letter = Letter(**vars(LETTER) | fields)
    return message(letter, "anna@demo.example", "notification-7", NOON)


def test_a_mail_has_text_and_html_and_a_name_of_its_own():
    mail = message_from_bytes(bytes(written()), policy=policy.default)

    assert mail["Subject"] == LETTER.subject
    assert mail["Message-ID"] == "<notification-7@collegium>"
    assert mail["Date"].datetime == NOON
    assert mail["Auto-Submitted"] == "auto-generated"
    assert [part.get_content_type() for part in mail.iter_parts()] == ["text/plain", "text/html"]
    assert mail.get_body(("plain",)).get_content() == LETTER.text


def test_the_way_out_is_offered_only_where_there_is_one():
    assert written()["List-Unsubscribe"] is None
    mail = written(unsubscribe_url="https://x.example/u/t")

    assert mail["List-Unsubscribe"] == "<https://x.example/u/t>"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


@pytest.mark.parametrize("field", ["subject", "sender"])
def test_nobody_smuggles_a_header_in(field):
    with pytest.raises(ValueError, match="linefeed"):
        written(**{field: "a\r\nBcc: everybody@demo.example"})


@pytest.mark.parametrize(
    ("url", "mailer"),
    [
        ("smtp://mail.example", SmtpMailer("mail.example", 25)),
        ("smtp://u%40x:p%2Fw@mail.example:587", SmtpMailer("mail.example", 587, "u@x", "p/w")),
        ("smtps://mail.example", SmtpMailer("mail.example", 465, encrypted=True)),
    ],
)
def test_an_address_names_the_mailer(url, mailer):
    assert mailer_for(url) == mailer


def test_a_folder_may_be_named(tmp_path):
    assert mailer_for(f"file:{tmp_path}") == FolderMailer(tmp_path)


@pytest.mark.parametrize("url", ["", "mail.example", "http://mail.example", "smtp://"])
def test_anything_else_is_refused_without_telling_a_password(url):
    with pytest.raises(ValueError, match="MAIL_URL"):
        mailer_for(url)


def test_a_password_in_a_wrong_address_is_not_told():
    with pytest.raises(ValueError, match="MAIL_URL") as refusal:
        mailer_for("smpt://user:hush@mail.example")
    assert "hush" not in str(refusal.value)


def test_a_repeat_replaces_itself_in_the_folder(tmp_path):
    mailer = FolderMailer(tmp_path / "mail")
    for _ in range(2):
        mailer.send(written())

    [file] = (tmp_path / "mail").iterdir()
    assert file.name == "notification-7@collegium.eml"
    assert message_from_bytes(file.read_bytes())["To"] == "anna@demo.example"


def test_no_name_leads_out_of_the_folder(tmp_path):
    mail = message(LETTER, "anna@demo.example", "../../escape", NOON)
    FolderMailer(tmp_path / "mail").send(mail)

    assert [file.parent for file in tmp_path.rglob("*.eml")] == [tmp_path / "mail"]


def test_memory_keeps_them_and_breaks_on_demand():
    mailer = MemoryMailer()
    mailer.send(written())
    mailer.broken = True

    with pytest.raises(OSError, match="no mail server"):
        mailer.send(written())
    assert len(mailer.sent) == 1


class Mailbox:
    """A mail server of the test's own."""

    def __init__(self) -> None:
        self.got: list[bytes] = []

    async def handle_DATA(self, server, session, envelope) -> str:  # noqa: N802 - aiosmtpd's name
        self.got.append(envelope.content)
        return "250 OK"


@pytest.fixture
def mailbox():
    return Mailbox()


@pytest.fixture
def port(mailbox):
    """Where the mail server of the test listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        number = free.getsockname()[1]
    controller = Controller(mailbox, hostname="127.0.0.1", port=number)
    controller.start()
    yield number
    controller.stop()


def test_a_mail_server_gets_the_whole_mail(mailbox, port):
    SmtpMailer("127.0.0.1", port).send(written())

    [content] = mailbox.got
    assert message_from_bytes(content, policy=policy.default)["Subject"] == LETTER.subject


def test_a_password_is_never_told_without_tls(mailbox, port):
    with pytest.raises(OSError, match="offers no TLS"):
        SmtpMailer("127.0.0.1", port, "user", "hush").send(written())
    assert not mailbox.got


def test_a_server_that_is_not_there_is_an_error():
    with pytest.raises(OSError, match="refused"):
        SmtpMailer("127.0.0.1", 1, timeout=1).send(written())


def test_a_server_told_a_password_must_prove_its_name():
    assert SmtpMailer("x", user="u", password="p")._trust().verify_mode is ssl.CERT_REQUIRED
    assert SmtpMailer("x")._trust().verify_mode is ssl.CERT_NONE
