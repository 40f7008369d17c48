"""Everything that can go wrong in the store, as one tree.

VectorStoreError
├── LibraryError            the folder cannot be used as a library
│   ├── NotALibrary
│   ├── LibraryNotWritable
│   ├── LibraryDamaged
│   ├── LibraryBusy
│   └── OutletsUnreadable   the user's outlets.toml is no table of outlets
├── EmbeddingsError         the embedding model cannot be used
│   ├── ModelNotFound
│   ├── ModelDamaged
│   └── ModelMismatch
├── VectorsError            the vector store (Chroma) cannot be used
├── UnknownArticle          no article has this id
└── UnknownStory            no story has this id

Each message is one line that says what happened, where, and what to do.
"""


class VectorStoreError(Exception):
    """Base of all errors raised by `vectorstore`."""


class LibraryError(VectorStoreError):
    """The library folder cannot be used."""


class NotALibrary(LibraryError):
    """The folder holds other things and no library."""


class LibraryNotWritable(LibraryError):
    """The folder or a file in it cannot be written."""


class LibraryDamaged(LibraryError):
    """The catalog cannot be read."""


class LibraryBusy(LibraryError):
    """Another process is writing to the library."""


class OutletsUnreadable(LibraryError):
    """The library's `outlets.toml` cannot be read as a table of outlets."""


class EmbeddingsError(VectorStoreError):
    """The embedding model cannot be used."""


class ModelNotFound(EmbeddingsError):
    """No model of this name is installed or on disk."""


class ModelDamaged(EmbeddingsError):
    """The model's files are not what they should be."""


class ModelMismatch(EmbeddingsError):
    """The library was indexed with another embedding model."""


class VectorsError(VectorStoreError):
    """The vector store (Chroma) cannot be used."""


class UnknownArticle(VectorStoreError):
    """No article in the library has this id."""


class UnknownStory(VectorStoreError):
    """The library tells no story with this id."""


_LONGEST = 200


def first_line(error: BaseException) -> str:
    """What an error says, on one line of bearable length."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    words = lines[0].rstrip(".:") if lines else type(error).__name__
    return words if len(words) <= _LONGEST else f"{words[:_LONGEST]}…"
