"""What users keep: saved briefings, in a SQLite file of its own beside the catalog."""
