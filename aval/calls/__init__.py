"""When we speak: whom one may call now, what must be said, what came of it."""
