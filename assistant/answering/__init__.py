"""A request becomes an answer: understand, search, rank, write, verify."""
