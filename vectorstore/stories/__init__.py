"""Stories: which articles are about one event, found from the set of articles alone.

Pure functions over articles and their vectors; nothing is stored here.
"""

from vectorstore.stories.clustering import Story, narrowed, stories
from vectorstore.stories.likeness import same_story

__all__ = ["Story", "narrowed", "same_story", "stories"]
