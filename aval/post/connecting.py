"""Reaching an SMTP server: connection, encryption, login. The standard library does it; `smtp` takes over from there."""

import smtplib
import socket
import ssl

from aval.post.smtp import Connection

LOOPBACK = ("localhost", "127.0.0.1", "::1")
TIMEOUT = 60.0  # seconds for one reply


class CannotConnect(Exception):
    """No session with the server. `code`: unreachable, greeting, no_starttls, tls, clear_password or login; `barred` by art. 28."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code, detail)
        self.code = code
        self.detail = detail


def connect(
    host: str,
    port: int,
    *,
    security: str = "none",
    username: str = "",
    password: str = "",
    ehlo: str = "localhost",
    timeout: float = TIMEOUT,
    context: ssl.SSLContext | None = None,
) -> Connection:
    """A session ready to send: connected, encrypted (`none`, `starttls` or `tls`, certificate verified), logged in.

    `CannotConnect` says what stopped it. A password never leaves in clear, save to this machine.
    """
    if username and security == "none" and host not in LOOPBACK:
        raise CannotConnect("clear_password", host)
    if context is None and security != "none":
        context = ssl.create_default_context()
    step, session = "unreachable", None
    try:
        if security == "tls":
            session = smtplib.SMTP_SSL(host, port, ehlo, timeout=timeout, context=context)
        else:
            session = smtplib.SMTP(host, port, ehlo, timeout=timeout)
        step = "greeting"
        session.ehlo_or_helo_if_needed()
        if security == "starttls":
            step = "tls" if session.has_extn("starttls") else "no_starttls"
            session.starttls(context=context)
            session.ehlo()
        if username:
            step = "login"
            session.login(username, password)
    except (OSError, smtplib.SMTPException, UnicodeError) as error:
        if session is not None:
            session.close()
        if isinstance(error, ssl.SSLError):
            step = "tls"
        elif isinstance(error, smtplib.SMTPConnectError):
            step = "greeting"
        raise CannotConnect(step, _words(error)) from error
    session.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # each write waits for its answer
    return Connection(session)


def _words(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        said = error.smtp_error
        return f"{error.smtp_code} {said.decode(errors='replace') if isinstance(said, bytes) else said}"
    return str(error)
