"""Letters: a member's words, what the law asks around them, and the bytes that leave."""
