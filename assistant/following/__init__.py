"""Topics and feeds that are followed: when they are due, what a run makes, where that goes."""
