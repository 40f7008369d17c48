"""The chat window: a page in the browser with the library, the answers and their evidence."""
