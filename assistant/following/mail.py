"""A briefing as an e-mail: plain text and HTML, by the mail server that the settings name."""

from __future__ import annotations

import base64
import contextlib
import smtplib
import socket
import ssl
from collections.abc import Iterator
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from html import escape

from assistant.conversations.downloads import Download
from assistant.errors import DeliveryError, DeliveryRefused, SettingsError
from assistant.exporting.results import result_html, result_markdown
from assistant.exporting.sheet import headline
from assistant.following.destinations import destination
from assistant.settings import Settings
from assistant.types import Briefing
from assistant.wording import one_line
from vectorstore.documents import writable

_SECONDS = 30.0
_PORTS = {"starttls": 587, "ssl": 465, "none": 25}
_LOOPBACK = ("127.0.0.1", "::1", "localhost")
_LONGEST_SUBJECT = 150
_LONGEST_REPLY = 200
_PAGE = (
    '<!doctype html><html><head><meta charset="utf-8"><title>{}</title></head>'
    '<body style="font-family: Georgia, serif; font-size: 16px; line-height: 1.5; '
    'max-width: 680px">{}</body></html>'
)


def sender(settings: Settings) -> str:
    """The address that e-mail comes from; raises DeliveryError where none is set."""
    if not settings.smtp_host:
        raise DeliveryError(
            "no mail server is set: set NEWSBRIEF_SMTP_HOST where newsbrief runs, "
            "or smtp_host in newsbrief.toml"
        )
    address = settings.smtp_from or settings.smtp_user
    try:
        destination(f"mailto:{address}")
    except SettingsError:
        raise DeliveryError(
            f"{address[:80]!r} is no address to send from: set NEWSBRIEF_SMTP_FROM"
        ) from None
    return address


def letter(
    briefing: Briefing,
    topic: str,
    to: str,
    sent_from: str,
    delivery: str,
    now: datetime,
    attached: Download | None = None,
) -> EmailMessage:
    """The e-mail. It has the same Message-ID each time the same delivery is tried."""
    name = f"{topic}: {headline(briefing)}" if topic else headline(briefing)
    subject = writable(one_line(name))[:_LONGEST_SUBJECT]
    message = EmailMessage(policy=SMTP)
    message["Subject"] = subject
    message["From"] = Address("newsbrief", addr_spec=sent_from)
    message["To"] = Address(addr_spec=to)
    message["Date"] = format_datetime(now)
    message["Message-ID"] = f"<{delivery}@{sent_from.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(writable(result_markdown(briefing)), cte="quoted-printable")
    page = _PAGE.format(escape(subject), writable(result_html(briefing)))
    message.add_alternative(page, subtype="html", cte="quoted-printable")
    if attached is not None:
        main, _, sub = attached.media_type.partition(";")[0].partition("/")
        message.add_attachment(attached.content, maintype=main, subtype=sub, filename=attached.name)
    return message


def send(message: EmailMessage, settings: Settings) -> None:
    """Hand an e-mail to the mail server; raises DeliveryError where it is not taken,
    and DeliveryRefused where it never will be."""
    with _errors(settings):
        server = _connected(settings)
        try:
            if settings.smtp_user:
                server.login(settings.smtp_user, settings.smtp_password.get_secret_value())
            server.send_message(message)
        finally:
            # Once it is taken, how they part is no reason to send it again.
            with contextlib.suppress(smtplib.SMTPException, OSError):
                server.quit()


def _connected(settings: Settings) -> smtplib.SMTP:
    host, kind = settings.smtp_host, settings.smtp_security
    port = settings.smtp_port or _PORTS[kind]
    if kind == "none" and settings.smtp_user and host not in _LOOPBACK:
        raise DeliveryError(
            "a password is not sent unencrypted: set NEWSBRIEF_SMTP_SECURITY to starttls or ssl"
        )
    name = socket.gethostname()
    named = name if name.isascii() and name.isprintable() and " " not in name else "localhost"
    if kind == "ssl":
        context = ssl.create_default_context()
        return smtplib.SMTP_SSL(host, port, named, timeout=_SECONDS, context=context)
    server = smtplib.SMTP(host, port, named, timeout=_SECONDS)
    if kind == "starttls":
        try:
            server.starttls(context=ssl.create_default_context())
        except BaseException:
            server.close()
            raise
    return server


@contextlib.contextmanager
def _errors(settings: Settings) -> Iterator[None]:
    """What goes wrong in one line: never the password, whatever a server says back."""
    host = settings.smtp_host
    try:
        yield
    except smtplib.SMTPAuthenticationError as error:
        raise DeliveryError(
            f"{host} does not accept the user name and password ({error.smtp_code}): "
            "check NEWSBRIEF_SMTP_USER and NEWSBRIEF_SMTP_PASSWORD"
        ) from None
    except smtplib.SMTPRecipientsRefused as error:
        code, reply = next(iter(error.recipients.values()))
        line = f"{host} does not take mail for this address ({code} {_said(reply, settings)})"
        raise (DeliveryRefused(line) if code >= 500 else DeliveryError(line)) from None
    except smtplib.SMTPResponseException as error:
        said = _said(error.smtp_error, settings)
        raise DeliveryError(f"{host} did not take it ({error.smtp_code} {said})") from None
    except UnicodeError:
        raise DeliveryError(
            f"{host} takes only a user name and password of plain letters (ASCII): check "
            "NEWSBRIEF_SMTP_USER and NEWSBRIEF_SMTP_PASSWORD"
        ) from None
    except smtplib.SMTPNotSupportedError:
        raise DeliveryError(
            f"{host} offers no such encryption or login: check NEWSBRIEF_SMTP_SECURITY"
        ) from None
    except ssl.SSLError as error:
        why = getattr(error, "verify_message", "") or error.reason or "no common encryption"
        raise DeliveryError(f"the way to {host} cannot be encrypted ({why})") from None
    except (smtplib.SMTPException, OSError) as error:
        why = getattr(error, "strerror", None) or type(error).__name__
        raise DeliveryError(f"{host} cannot be reached ({why}): is it the right host?") from None


def _said(reply: bytes | str, settings: Settings) -> str:
    words = reply.decode("utf-8", "replace") if isinstance(reply, bytes) else reply
    password = settings.smtp_password.get_secret_value()
    for secret in filter(None, (password, base64.b64encode(password.encode()).decode())):
        words = words.replace(secret, "…")
    return one_line(words)[:_LONGEST_REPLY]
