"""A library as one file: backed up and restored as it is, exported and imported as text."""
