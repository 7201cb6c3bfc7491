"""Writing one message, and sending it: over SMTP, into a folder, or into memory."""

import os
import ssl
from dataclasses import dataclass, field
from datetime import datetime
from email.message import EmailMessage
from email.utils import parseaddr
from pathlib import Path
from smtplib import SMTP, SMTP_SSL
from typing import Protocol
from urllib.parse import unquote, urlsplit


@dataclass(frozen=True)
class Letter:
    """The words of a mail, and the address that ends mails of its kind, where one may."""

    subject: str
    text: str
    html: str
    sender: str
    unsubscribe_url: str | None = None


def message(letter: Letter, to: str, name: str, date: datetime) -> EmailMessage:
    """The letter as a mail; `name` tells it from all others.

    The Message-ID comes from that name, so that a repeat after a crash can be recognised
    (RFC 5322, section 3.6.4).
    """
    mail = EmailMessage()
    mail["From"] = letter.sender
    mail["To"] = to
    mail["Subject"] = letter.subject
    mail["Message-ID"] = f"<{name}@collegium>"
    mail["Date"] = date
    mail["Auto-Submitted"] = "auto-generated"
    if letter.unsubscribe_url is not None:  # RFC 8058
        mail["List-Unsubscribe"] = f"<{letter.unsubscribe_url}>"
        mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    mail.set_content(letter.text)
    mail.add_alternative(letter.html, subtype="html")
    return mail


class Mailer(Protocol):
    def send(self, message: EmailMessage) -> None:
        """Hand the message over for good, or raise OSError."""


@dataclass(frozen=True)
class SmtpMailer:
    """Sends through a mail server; waits at most `timeout` seconds for each of its answers.

    A password is only told to a server that proves its name under TLS. Without one, TLS is taken
    where offered, whoever signed it: worth more than none.
    """

    host: str
    port: int = 25
    user: str = ""
    password: str = ""
    encrypted: bool = False
    timeout: float = 10.0

    def send(self, message: EmailMessage) -> None:
        with self._connect() as server:
            if not self.encrypted and server.has_extn("starttls"):
                server.starttls(context=self._trust())
                server.ehlo()
            elif self.user and not self.encrypted:
                raise OSError(f"{self.host} offers no TLS, so it is not told the password")
            if self.user:
                server.login(self.user, self.password)
            server.send_message(message)

    def _connect(self) -> SMTP:
        if self.encrypted:
            server: SMTP = SMTP_SSL(
                self.host, self.port, timeout=self.timeout, context=self._trust()
            )
        else:
            server = SMTP(self.host, self.port, timeout=self.timeout)
        server.ehlo()
        return server

    def _trust(self) -> ssl.SSLContext:
        context = ssl.create_default_context()
        if not self.user:
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
        return context


@dataclass(frozen=True)
class FolderMailer:
    """Keeps each message as a file that any mail program opens; a repeat replaces itself."""

    folder: Path

    def send(self, message: EmailMessage) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        name = parseaddr(str(message["Message-ID"]))[1].replace("/", "_") or "message"
        part = self.folder / f".{name}.part"
        with part.open("wb") as file:
            file.write(bytes(message))
            file.flush()
            os.fsync(file.fileno())
        part.replace(self.folder / f"{name}.eml")


@dataclass
class MemoryMailer:
    """Keeps what it was given, for tests; `broken` makes it fail like a lost server."""

    sent: list[EmailMessage] = field(default_factory=list)
    broken: bool = False

    def send(self, message: EmailMessage) -> None:
        if self.broken:
            raise OSError("no mail server")
        self.sent.append(message)


def mailer_for(url: str) -> Mailer:
    """The sender an address names: `smtp://user:word@host:25`, `smtps://…` or `file:/folder`.

    Raises ValueError for any other scheme.
    """
    parts = urlsplit(url)
    if parts.scheme == "file":
        return FolderMailer(Path(parts.path))
    if parts.scheme in {"smtp", "smtps"} and parts.hostname:
        encrypted = parts.scheme == "smtps"
        return SmtpMailer(
            parts.hostname,
            parts.port or (465 if encrypted else 25),
            unquote(parts.username or ""),
            unquote(parts.password or ""),
            encrypted,
        )
    raise ValueError(f"MAIL_URL must be smtp://, smtps:// or file:/folder, not {parts.scheme!r}")
