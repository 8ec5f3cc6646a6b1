"""How the whole is put together: settings, keys, addresses of the pages."""
