"""What we must keep and answer for: breaches first."""
