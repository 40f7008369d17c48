"""Articles become a briefing: facts are weighed, chosen under a budget, ordered and cited."""
