"""Sending one message: over SMTP, into a folder, onto the console, or into memory."""

from dataclasses import dataclass, field
from email.message import EmailMessage
from email.utils import parseaddr
from pathlib import Path
from smtplib import SMTP, SMTP_SSL
from typing import Protocol
from urllib.parse import unquote, urlsplit


class Mailer(Protocol):
    def send(self, message: EmailMessage) -> None:
        """Hand the message over for good, or raise OSError."""


@dataclass(frozen=True)
class SmtpMailer:
    """Sends through a mail server; waits at most `timeout` seconds for it."""

    host: str
    port: int = 25
    user: str = ""
    password: str = ""
    encrypted: bool = False
    timeout: float = 10.0

    def send(self, message: EmailMessage) -> None:
        connect = SMTP_SSL if self.encrypted else SMTP
        with connect(self.host, self.port, timeout=self.timeout) as server:
            if not self.encrypted and server.has_extn("starttls"):
                server.starttls()
            if self.user:
                server.login(self.user, self.password)
            server.send_message(message)


@dataclass(frozen=True)
class FolderMailer:
    """Keeps each message as a file that any mail program opens; a repeat replaces itself."""

    folder: Path

    def send(self, message: EmailMessage) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        name = parseaddr(str(message["Message-ID"]))[1].replace("/", "_") or "message"
        part = self.folder / f".{name}.part"
        part.write_bytes(bytes(message))
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
    raise ValueError(f"MAIL_URL must be smtp://, smtps:// or file:/folder, not {url!r}")
