"""The pages, by gunicorn: one process, threads for requests, and one more for what works beside them.

gunicorn replaces the process if it falls, and with it the worker.
"""

import threading
from collections.abc import Callable
from typing import Any

from django.core.wsgi import get_wsgi_application
from gunicorn.app.base import BaseApplication

GRACE = 30  # seconds for what is under way when serving stops


class Pages(BaseApplication):  # type: ignore[misc]
    """gunicorn with our settings, and no file of its own."""

    def __init__(self, **settings: Any) -> None:
        self.ours = settings
        super().__init__()

    def load_config(self) -> None:
        """Called by gunicorn."""
        for name, value in self.ours.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        """Called by gunicorn, in the process that answers."""
        return get_wsgi_application()


def serve(
    bind: str, *, threads: int, say: Callable[[str], None], beside: Callable[[threading.Event], None] | None
) -> bool:
    """Serve until told to stop; False when the address cannot be had. `say` is told the address once it answers."""
    stop = threading.Event()
    helpers: list[threading.Thread] = []

    def begin(_worker: Any) -> None:
        if beside:
            helpers.append(threading.Thread(target=beside, args=(stop,), name="worker"))
            helpers[0].start()

    def end(_server: Any, _worker: Any) -> None:
        stop.set()
        for helper in helpers:
            helper.join(GRACE)

    pages = Pages(
        bind=bind,
        worker_class="gthread",
        workers=1,
        threads=threads,
        graceful_timeout=GRACE,
        loglevel="warning",
        control_socket_disable=True,
        when_ready=lambda server: say("{}:{}".format(*server.LISTENERS[0].sock.getsockname()[:2])),
        post_worker_init=begin,
        worker_exit=end,
    )
    try:
        pages.run()
    except SystemExit as over:
        return not over.code
    return True
