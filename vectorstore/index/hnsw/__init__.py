"""A look at the bytes of an embedded Chroma store, so that a torn one is never opened.

Chroma writes its vectors in place, in several files and without a checksum. A process that
dies in the middle leaves files which, once opened, crash the process, hang it, or silently
leave vectors out. All that is read here is read as plain bytes: nothing is written beside
the store, nothing of Chroma is imported, no pickle is executed.

The layout is the one Chroma 1.5 leaves on a 64-bit little-endian machine. For each vector
segment there is a folder named by the segment's id:

    header.bin             100 bytes, see `index.read_header`
    data_level0.bin        for each element: a list of neighbours (a count of 2 bytes, a byte
                           that is 1 when the element is deleted, a byte 0, then 2M ids of
                           4 bytes), its vector (float32), its label (8 bytes)
    length.bin             for each element the norm its vector had (float32; cosine only)
    link_lists.bin         for each element a count of bytes (4) and that many bytes: a list
                           (count, then M ids) for each of its levels above the lowest
    index_metadata.pickle  which id has which label; missing until the first save

The newest records are not there yet: they wait in the table embeddings_queue.
"""

from vectorstore.index.hnsw.checking import check_vector_files

__all__ = ["check_vector_files"]
