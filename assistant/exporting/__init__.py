"""Results as files: JSON with the public field names, and Markdown."""
