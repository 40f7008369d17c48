"""A question becomes an answer: condense, search, number, write, gate."""
