"""How a text is spelled, by what it leaves, what comes back."""
