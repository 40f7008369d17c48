"""The vector store: Chroma, kept as a copy of the catalog's vectors that can be thrown away.

Chroma embedded is not safe against a kill in the moment it writes its HNSW files, and
what those lose cannot be had back from its own database. So the catalog is the truth,
and the store is a *generation*: a folder that is marked dirty (in the catalog, flushed)
before it is opened, and clean, with the sizes and times of its files, after it was closed,
opened again and found to hold what was written. A store that is marked dirty, or whose files
are not as they were left, is never opened: a new one is built beside it, checked, and put in
its place. Every open of an embedded store happens under the library's lock, readers included,
because opening can write. With the URL of a Chroma server the same goes into a collection there.
"""

from vectorstore.index.chroma import Expected
from vectorstore.index.server import ChromaServer, chroma_server
from vectorstore.index.store import VectorStore

__all__ = ["ChromaServer", "Expected", "VectorStore", "chroma_server"]
