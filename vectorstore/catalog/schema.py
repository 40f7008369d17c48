"""The catalog's tables, as the steps that bring a file of any age to the newest form."""

from __future__ import annotations

import sqlite3
import time

APPLICATION_ID = 0x6E627266  # "nbrf"

MIGRATIONS = (
    """
    CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
    CREATE TABLE articles (
        id        TEXT PRIMARY KEY,
        version   TEXT NOT NULL,
        title     TEXT NOT NULL,
        publisher TEXT NOT NULL,
        published TEXT,            -- ISO 8601: a day, or a day and a time
        day       INTEGER,         -- the day of publication as a proleptic ordinal
        url       TEXT NOT NULL,
        authors   TEXT NOT NULL,   -- JSON array
        agency    TEXT NOT NULL,
        dateline  TEXT NOT NULL,
        language  TEXT NOT NULL,
        origin    TEXT NOT NULL,
        text      BLOB NOT NULL,   -- UTF-8; a blob, so that NUL and lone surrogates survive
        sentences BLOB NOT NULL,   -- pairs of little-endian int32: start, end
        original  BLOB NOT NULL    -- the bytes that were read; empty for article objects
    ) WITHOUT ROWID;
    CREATE INDEX articles_by_day ON articles (day);
    CREATE INDEX articles_by_version ON articles (version);
    CREATE INDEX articles_by_origin ON articles (origin) WHERE origin <> '';
    CREATE TABLE chunks (
        number     INTEGER PRIMARY KEY AUTOINCREMENT,
        id         TEXT NOT NULL UNIQUE,
        article_id TEXT NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
        start      INTEGER NOT NULL,
        end        INTEGER NOT NULL,
        vector     BLOB NOT NULL    -- little-endian float32, unit length
    );
    CREATE INDEX chunks_by_article ON chunks (article_id);
    CREATE VIRTUAL TABLE full_text USING fts5 (
        title, body, tokenize = 'porter unicode61 remove_diacritics 2'
    );
    """,
    """
    -- How sure `published` is, 0..1.
    ALTER TABLE articles ADD COLUMN confidence REAL NOT NULL DEFAULT 1;
    -- `published` as it was read, before a user corrected it.
    ALTER TABLE articles ADD COLUMN told TEXT;
    UPDATE articles SET told = published;
    CREATE TABLE versions (       -- what an article said before its words changed
        article_id TEXT NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
        number     INTEGER NOT NULL,      -- 1 is the oldest
        version    TEXT NOT NULL,
        title      TEXT NOT NULL,
        publisher  TEXT NOT NULL,
        published  TEXT,
        url        TEXT NOT NULL,
        authors    TEXT NOT NULL,
        agency     TEXT NOT NULL,
        dateline   TEXT NOT NULL,
        language   TEXT NOT NULL,
        origin     TEXT NOT NULL,
        confidence REAL NOT NULL,
        text       BLOB NOT NULL,
        original   BLOB NOT NULL,
        PRIMARY KEY (article_id, number)
    ) WITHOUT ROWID;
    CREATE TABLE tokens (         -- the vectors of each chunk's tokens; see `search.late`
        number INTEGER PRIMARY KEY REFERENCES chunks (number) ON DELETE CASCADE,
        packed BLOB NOT NULL
    );
    CREATE TABLE edits (          -- what a user corrected; it stays when the source is read again
        article_id TEXT NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
        field      TEXT NOT NULL,
        value      TEXT NOT NULL,
        PRIMARY KEY (article_id, field)
    ) WITHOUT ROWID;
    CREATE TABLE sources (        -- files as they were when they were last read whole
        origin   TEXT PRIMARY KEY,
        digest   TEXT NOT NULL,
        articles INTEGER NOT NULL -- how many came from it
    ) WITHOUT ROWID;
    CREATE TABLE source_articles (  -- which; a row goes when its article goes or says otherwise
        origin     TEXT NOT NULL REFERENCES sources (origin) ON DELETE CASCADE,
        place      INTEGER NOT NULL,
        article_id TEXT NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
        PRIMARY KEY (origin, place)
    ) WITHOUT ROWID;
    CREATE INDEX source_articles_by_article ON source_articles (article_id);
    CREATE TABLE nodes (          -- one for all articles of a text; and each that is kept apart
        article_id TEXT PRIMARY KEY REFERENCES articles (id) ON DELETE CASCADE,
        version    TEXT NOT NULL,
        words      INTEGER NOT NULL,
        head       INTEGER NOT NULL       -- whether it stands for all others of its text
    ) WITHOUT ROWID;
    CREATE UNIQUE INDEX nodes_by_version ON nodes (version) WHERE head;
    CREATE TABLE bands (          -- MinHash bands of each node, to find its near copies by
        band       INTEGER NOT NULL,
        article_id TEXT NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
        PRIMARY KEY (band, article_id)
    ) WITHOUT ROWID;
    CREATE INDEX bands_by_article ON bands (article_id);
    CREATE TABLE alike (          -- pairs of nodes that are copies, the smaller id first
        one   TEXT NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
        other TEXT NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
        PRIMARY KEY (one, other)
    ) WITHOUT ROWID;
    CREATE INDEX alike_by_other ON alike (other);
    CREATE TABLE apart (          -- pairs that a user said are no copies, the smaller id first
        one   TEXT NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
        other TEXT NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
        PRIMARY KEY (one, other)
    ) WITHOUT ROWID;
    CREATE INDEX apart_by_other ON apart (other);
    CREATE TABLE copies (
        article_id  TEXT PRIMARY KEY REFERENCES articles (id) ON DELETE CASCADE,
        original_id TEXT NOT NULL REFERENCES articles (id) ON DELETE CASCADE
    ) WITHOUT ROWID;
    CREATE INDEX copies_by_original ON copies (original_id);
    """,
    """
    CREATE TABLE annotations (    -- what stands in each article; see catalog/annotations
        article_id TEXT PRIMARY KEY REFERENCES articles (id) ON DELETE CASCADE,
        packed     BLOB NOT NULL
    ) WITHOUT ROWID;
    """,
    """
    ALTER TABLE articles RENAME COLUMN told TO published_as_read;
    ALTER TABLE alike RENAME TO copy_pairs;
    ALTER TABLE copy_pairs RENAME COLUMN one TO first_id;
    ALTER TABLE copy_pairs RENAME COLUMN other TO second_id;
    DROP INDEX alike_by_other;
    CREATE INDEX copy_pairs_by_second ON copy_pairs (second_id);
    ALTER TABLE apart RENAME TO kept_apart;
    ALTER TABLE kept_apart RENAME COLUMN one TO first_id;
    ALTER TABLE kept_apart RENAME COLUMN other TO second_id;
    DROP INDEX apart_by_other;
    CREATE INDEX kept_apart_by_second ON kept_apart (second_id);
    -- Which chunks came, changed or went: what the vector store follows. Triggers write it, so
    -- that no way of changing the chunks can leave it out.
    CREATE TABLE IF NOT EXISTS chunk_changes (
        number INTEGER PRIMARY KEY AUTOINCREMENT,  -- never given twice, deleted ones neither
        id     TEXT NOT NULL
    );
    CREATE TRIGGER IF NOT EXISTS chunk_comes AFTER INSERT ON chunks
    BEGIN INSERT INTO chunk_changes (id) VALUES (new.id); END;
    CREATE TRIGGER IF NOT EXISTS chunk_changes_from
    AFTER UPDATE OF id, article_id, start, end, vector ON chunks
    BEGIN INSERT INTO chunk_changes (id) VALUES (old.id); END;
    CREATE TRIGGER IF NOT EXISTS chunk_changes_to
    AFTER UPDATE OF id, article_id, start, end, vector ON chunks
    BEGIN INSERT INTO chunk_changes (id) VALUES (new.id); END;
    CREATE TRIGGER IF NOT EXISTS chunk_goes AFTER DELETE ON chunks
    BEGIN INSERT INTO chunk_changes (id) VALUES (old.id); END;
    """,
    """
    DROP TABLE IF EXISTS stories;
    DROP TABLE IF EXISTS story_articles;
    """,
    """
    -- Where the pages of printed text begin: a JSON array of pairs, offset and page.
    ALTER TABLE articles ADD COLUMN pages TEXT NOT NULL DEFAULT '[]';
    ALTER TABLE versions ADD COLUMN pages TEXT NOT NULL DEFAULT '[]';
    """,
)

_PAUSE = 0.02


def write_ahead(connection: sqlite3.Connection, patience: float) -> None:
    """Turn on the write-ahead log, where alone SQLite does not wait for others by itself.

    `patience` in seconds; after it SQLite's error is raised.
    """
    deadline = time.monotonic() + patience
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > deadline:
                raise
            time.sleep(_PAUSE)
