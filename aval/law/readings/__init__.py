"""One tree, four readings: one person, columns, symbols, a page."""
