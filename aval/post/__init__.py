"""How it leaves: the worker, SMTP, the sandbox mailbox."""
