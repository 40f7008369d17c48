"""What users keep: conversations, thumbs and saved briefings, in a SQLite file of its own."""
