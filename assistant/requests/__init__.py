"""Requests of every kind: each runs the engine that can do it, and gives one `Answer`."""
