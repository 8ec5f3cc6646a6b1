"""What we mean to say: offers, assessments, campaigns, letters and their lint."""
