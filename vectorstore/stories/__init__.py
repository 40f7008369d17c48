"""Stories: which articles are about one event, found from the set of articles alone.

Pure functions over articles and their vectors; nothing is stored here.
"""

from vectorstore.stories.clustering import Story, is_round_up, narrowed, stories, title_of
from vectorstore.stories.likeness import same_story

__all__ = ["Story", "is_round_up", "narrowed", "same_story", "stories", "title_of"]
