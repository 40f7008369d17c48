"""Killing newsbrief while it writes, again and again, and looking at what is left."""
