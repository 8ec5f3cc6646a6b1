"""What people ask of us, by when we answer, and what we did."""
