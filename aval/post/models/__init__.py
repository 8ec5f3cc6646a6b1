"""Attempts and what became of them, what comes back, the servers letters leave by, the sandbox mailbox."""

from aval.post.models.attempts import Attempt, Mailbox, Return, SandboxMessage, Single, Worker
from aval.post.models.servers import DomainCheck, MailServer, ServerDay, SigningKey

__all__ = [
    "Attempt",
    "DomainCheck",
    "MailServer",
    "Mailbox",
    "Return",
    "SandboxMessage",
    "ServerDay",
    "SigningKey",
    "Single",
    "Worker",
]
