"""How people come to us: forms, the consents they carry, what was shown, and what we look at on our own pages."""
