"""Briefings by e-mail and webhook: what arrives, signed, encrypted, and no secret elsewhere."""

import hashlib
import hmac
import json
import logging
import shutil
import socket
import ssl
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from assistant import Article
from assistant.errors import DeliveryError
from assistant.following import mail
from assistant.following.rhythm import read_rhythm
from assistant.following.running import Following
from assistant.following.types import Run, Topic
from assistant.following.webhook import SIGNATURE
from assistant.settings import Settings
from tests import briefings
from tests.integration.following import AGROUND, Clock, opened, receiving

PASSWORD = "cormorant-9-lantern"
SECRET = "a-secret-of-webhooks"
DAILY = read_rhythm("day", "07:00", "UTC")


class Post:
    """Takes mail in; refuses it for who is not there."""

    def __init__(self) -> None:
        self.envelopes: list[Envelope] = []
        self.logins: list[LoginPassword] = []
        self.accepts = True

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """No mailbox for anyone who begins with no."""
        if address.startswith("no"):
            return f"550 5.1.1 no such user, {PASSWORD}"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Keep it."""
        self.envelopes.append(envelope)
        return "250 OK"

    def login(
        self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, given: Any
    ) -> AuthResult:
        """Whether it lets somebody in."""
        self.logins.append(given)
        return AuthResult(success=self.accepts, handled=False)

    @property
    def letters(self) -> list[EmailMessage]:
        """What came, as e-mails."""
        return [
            message_from_bytes(envelope.content, policy=policy.SMTP)  # type: ignore[arg-type]
            for envelope in self.envelopes
        ]


@contextmanager
def posting(**how: Any) -> Iterator[tuple[Post, int]]:
    """A running mail server on loopback, and its port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    post = Post()
    controller = Controller(
        post, hostname="127.0.0.1", port=port, authenticator=post.login, auth_require_tls=False,
        **how,
    )  # fmt: skip
    controller.start()
    try:
        yield post, port
    finally:
        controller.stop()


def set_mail(monkeypatch: pytest.MonkeyPatch, port: int, **more: str) -> None:
    """The settings of a mail server on loopback."""
    wanted = {"host": "127.0.0.1", "port": str(port), "security": "none", "user": "desk",
              "password": PASSWORD, "from": "desk@news.example", **more}  # fmt: skip
    for name, value in wanted.items():
        monkeypatch.setenv(f"NEWSBRIEF_SMTP_{name.upper()}", value)


def ran(folder: Path, topic: Topic) -> Run:
    """The run of a topic in a library that is opened for it, so that its settings count."""
    with opened(folder) as assistant:
        following = Following(assistant, Clock())
        run = following.run_now(following.follow_topic(topic, DAILY).id)
    assert run is not None
    return run


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The folder of a library with one article."""
    with opened(tmp_path / "library") as assistant:
        assistant.add(AGROUND)
    return tmp_path / "library"


def test_an_email_arrives_as_text_and_html(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """To each address by itself, with both parts, the sources, and the PDF that was asked for."""
    with posting() as (post, port):
        set_mail(monkeypatch, port)
        run = ran(folder, Topic("ferry", to=("mailto:a@b.example,c@d.example",), form="pdf"))
    assert [delivery.state for delivery in run.deliveries] == ["delivered"] * 2
    assert [envelope.rcpt_tos for envelope in post.envelopes] == [["a@b.example"], ["c@d.example"]]
    letter = post.letters[0]
    assert letter["Subject"] == "ferry: Ferry aground"
    assert letter["From"] == "newsbrief <desk@news.example>"
    assert letter["Auto-Submitted"] == "auto-generated"
    plain, page = letter.get_body(("plain",)), letter.get_body(("html",))
    assert plain is not None
    assert page is not None
    for part in (plain, page):
        assert AGROUND.text.split(". ")[0] in part.get_content().replace("=\r\n", "")
    (attached,) = letter.iter_attachments()
    assert attached.get_content()[:5] == b"%PDF-"
    assert (post.logins[0].login, post.logins[0].password) == (b"desk", PASSWORD.encode())


def test_no_text_becomes_a_header() -> None:
    """Line breaks in a title or a topic stay in the subject, on one line; markup is text."""
    hostile = "Ferry\r\nBcc: spy@evil.example\r\n\r\n<script>x</script>"
    letter = mail.letter(
        replace(briefings.full(), headline=hostile),
        "a\nTo: spy@evil.example", "a@b.example", "desk@news.example", "abc",
        datetime(2026, 3, 2, tzinfo=UTC),
    )  # fmt: skip
    again = message_from_bytes(bytes(letter), policy=policy.SMTP)
    assert again["Bcc"] is None
    assert again.get_all("To") == ["a@b.example"]
    assert (
        again["Subject"].strip().startswith("a To: spy@evil.example: Ferry Bcc: spy@evil.example")
    )
    page = again.get_body(("html",))
    assert page is not None
    assert "<script>" not in page.get_content()


def test_the_password_is_nowhere(
    folder: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Not in a message, a log, the library's files or what is listed, even where the server says
    it; a wrong one is tried again later, somebody who is not there is given up."""
    caplog.set_level(logging.DEBUG)
    with posting() as (post, port):
        set_mail(monkeypatch, port)
        gone = ran(folder, Topic("ferry", to=("mailto:nobody@b.example",))).deliveries[0]
        post.accepts = False
        refused = ran(folder, Topic("ferry", to=("mailto:a@b.example",))).deliveries[0]
    assert (gone.state, refused.state) == ("given up", "waiting")
    assert "no such user, …" in gone.trouble
    assert "does not accept the user name and password (535)" in refused.trouble
    unreachable = ran(folder, Topic("ferry", to=("mailto:c@b.example",))).deliveries[0]
    assert "cannot be reached" in unreachable.trouble
    logged = [record.getMessage() for record in caplog.records if record.name != "mail.log"]
    assert PASSWORD not in "".join(logged) + repr(Settings())
    for file in folder.rglob("*"):
        assert not file.is_file() or PASSWORD.encode() not in file.read_bytes()


@pytest.mark.skipif(not shutil.which("openssl"), reason="makes a certificate with openssl")
def test_the_way_is_encrypted_and_the_certificate_counts(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With STARTTLS it arrives where the certificate is trusted, and nothing is sent where it is
    not; a password goes to no other machine unencrypted."""
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out",
         certificate, "-days", "2", "-subj", "/CN=localhost", "-addext",
         "subjectAltName=IP:127.0.0.1"],
        check=True, capture_output=True,
    )  # fmt: skip
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    with posting(tls_context=context, require_starttls=True) as (post, port):
        set_mail(monkeypatch, port, security="starttls")
        doubted = ran(folder, Topic("ferry", to=("mailto:a@b.example",))).deliveries[0]
        assert "cannot be encrypted" in doubted.trouble
        assert post.logins == []
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        trusted = ran(folder, Topic("ferry", to=("mailto:c@d.example",))).deliveries[0]
        assert (trusted.state, len(post.letters)) == ("delivered", 1)
    with pytest.raises(DeliveryError, match="not sent unencrypted"):
        mail.send(EmailMessage(), Settings(smtp_host="mail.example", smtp_user="desk",
                                           smtp_security="none"))  # fmt: skip


def test_a_webhook_gets_the_briefing_signed(
    folder: Path, monkeypatch: pytest.MonkeyPatch, no_proxy: None
) -> None:
    """JSON with the fields of the briefing; the signature is that of the body and the moment."""
    monkeypatch.setenv("NEWSBRIEF_WEBHOOK_SECRET", SECRET)
    with receiving() as receiver:
        run = ran(folder, Topic("ferry", to=(receiver.url,), allow_private=True))
    assert run.deliveries[0].state == "delivered"
    ((headers, body),) = receiver.came
    seconds, signed = (part.partition("=")[2] for part in headers[SIGNATURE].split(","))
    mac = hmac.new(SECRET.encode(), f"{seconds}.".encode() + body, hashlib.sha256)
    assert signed == mac.hexdigest()
    assert int(seconds) == Clock().now.timestamp()
    got = json.loads(body)
    assert got["briefing"]["headline"] == "Ferry aground"
    assert got["schedule"]["topic"] == "ferry"
    assert headers["Content-Type"] == "application/json"


def test_words_that_are_no_unicode_are_sent_all_the_same(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A lone surrogate in a title, or an emoji, does not stop an e-mail."""
    with opened(folder) as assistant:
        assistant.add(Article("The quokka \U0001f998 of Rottnest was counted on Monday.",
                              title="Quokka \ud800 \U0001f998"))  # fmt: skip
    with posting() as (post, port):
        set_mail(monkeypatch, port)
        run = ran(folder, Topic("quokka", to=("mailto:a@b.example",)))
    assert run.deliveries[0].state == "delivered", run.deliveries[0].trouble
    assert "\U0001f998" in post.letters[0]["Subject"]
