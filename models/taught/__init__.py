"""Signs that a person taught by example: what they are, how they are stored, and how a stream is searched for them."""
