"""What comes back: bounces, complaints, automatic answers, replies. Read without a base, then matched and acted upon."""
