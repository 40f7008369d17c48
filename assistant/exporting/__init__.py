"""Briefings as files: Markdown, one-file HTML, Word, PDF, and JSON that is read back."""
