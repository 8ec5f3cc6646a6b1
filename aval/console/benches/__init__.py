"""What is measured, on invented people and invented organisations."""
