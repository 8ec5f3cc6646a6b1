"""What members write down, checked before a room is asked to act."""
