"""Attempts and what became of them, texts, what comes back, the servers letters leave by, the sandbox mailbox."""

from aval.post.models.attempts import Attempt, SandboxMessage, Single, Worker
from aval.post.models.missives import Missive, Printing
from aval.post.models.returns import Hook, Mailbox, Return
from aval.post.models.servers import DomainCheck, MailServer, ServerDay, SigningKey
from aval.post.models.texts import Text, TextServer

__all__ = [
    "Attempt",
    "DomainCheck",
    "Hook",
    "MailServer",
    "Mailbox",
    "Missive",
    "Printing",
    "Return",
    "SandboxMessage",
    "ServerDay",
    "SigningKey",
    "Single",
    "Text",
    "TextServer",
    "Worker",
]
