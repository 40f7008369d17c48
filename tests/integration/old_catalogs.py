"""What each step of the catalog's form was when it came: no later version may change it.

A library of any age is brought to today's form by the steps that it lacks, so that a step which
changed would bring old and new libraries to different ones.
"""

STEPS = (
    """
    CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
    CREATE TABLE articles (
        id TEXT PRIMARY KEY,
        version TEXT NOT NULL,
        title TEXT NOT NULL,
        publisher TEXT NOT NULL,
        published TEXT,
        day INTEGER,
        url TEXT NOT NULL,
        authors TEXT NOT NULL,
        agency TEXT NOT NULL,
        dateline TEXT NOT NULL,
        language TEXT NOT NULL,
        origin TEXT NOT NULL,
        text BLOB NOT NULL,
        sentences BLOB NOT NULL,
        original BLOB NOT NULL
    ) WITHOUT ROWID;
    CREATE INDEX articles_by_day ON articles (day);
    CREATE INDEX articles_by_version ON articles (version);
    CREATE INDEX articles_by_origin ON articles (origin) WHERE origin <> '';
    CREATE TABLE chunks (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        id TEXT NOT NULL UNIQUE,
        article_id TEXT NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
        start INTEGER NOT NULL,
        end INTEGER NOT NULL,
        vector BLOB NOT NULL
    );
    CREATE INDEX chunks_by_article ON chunks (article_id);
    CREATE VIRTUAL TABLE full_text USING fts5 (
        title, body, tokenize = 'porter unicode61 remove_diacritics 2'
    );
    """,
    """
    ALTER TABLE articles ADD COLUMN confidence REAL NOT NULL DEFAULT 1;
    ALTER TABLE articles ADD COLUMN told TEXT;
    UPDATE articles SET told = published;
    CREATE TABLE versions (
        article_id TEXT NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
        number INTEGER NOT NULL,
        version TEXT NOT NULL,
        title TEXT NOT NULL,
        publisher TEXT NOT NULL,
        published TEXT,
        url TEXT NOT NULL,
        authors TEXT NOT NULL,
        agency TEXT NOT NULL,
        dateline TEXT NOT NULL,
        language TEXT NOT NULL,
        origin TEXT NOT NULL,
        confidence REAL NOT NULL,
        text BLOB NOT NULL,
        original BLOB NOT NULL,
        PRIMARY KEY (article_id, number)
    ) WITHOUT ROWID;
    CREATE TABLE tokens (
        number INTEGER PRIMARY KEY REFERENCES chunks (number) ON DELETE CASCADE,
        packed BLOB NOT NULL
    );
    CREATE TABLE edits (
        article_id TEXT NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
        field TEXT NOT NULL,
        value TEXT NOT NULL,
        PRIMARY KEY (article_id, field)
    ) WITHOUT ROWID;
    CREATE TABLE sources (
        origin TEXT PRIMARY KEY,
        digest TEXT NOT NULL,
        articles INTEGER NOT NULL
    ) WITHOUT ROWID;
    CREATE TABLE source_articles (
        origin TEXT NOT NULL REFERENCES sources (origin) ON DELETE CASCADE,
        place INTEGER NOT NULL,
        article_id TEXT NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
        PRIMARY KEY (origin, place)
    ) WITHOUT ROWID;
    CREATE INDEX source_articles_by_article ON source_articles (article_id);
    CREATE TABLE nodes (
        article_id TEXT PRIMARY KEY REFERENCES articles (id) ON DELETE CASCADE,
        version TEXT NOT NULL,
        words INTEGER NOT NULL,
        head INTEGER NOT NULL
    ) WITHOUT ROWID;
    CREATE UNIQUE INDEX nodes_by_version ON nodes (version) WHERE head;
    CREATE TABLE bands (
        band INTEGER NOT NULL,
        article_id TEXT NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
        PRIMARY KEY (band, article_id)
    ) WITHOUT ROWID;
    CREATE INDEX bands_by_article ON bands (article_id);
    CREATE TABLE alike (
        one TEXT NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
        other TEXT NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
        PRIMARY KEY (one, other)
    ) WITHOUT ROWID;
    CREATE INDEX alike_by_other ON alike (other);
    CREATE TABLE apart (
        one TEXT NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
        other TEXT NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
        PRIMARY KEY (one, other)
    ) WITHOUT ROWID;
    CREATE INDEX apart_by_other ON apart (other);
    CREATE TABLE copies (
        article_id TEXT PRIMARY KEY REFERENCES articles (id) ON DELETE CASCADE,
        original_id TEXT NOT NULL REFERENCES articles (id) ON DELETE CASCADE
    ) WITHOUT ROWID;
    CREATE INDEX copies_by_original ON copies (original_id);
    """,
    """
    CREATE TABLE annotations (
        article_id TEXT PRIMARY KEY REFERENCES articles (id) ON DELETE CASCADE,
        packed BLOB NOT NULL
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
    CREATE TABLE IF NOT EXISTS chunk_changes (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        id TEXT NOT NULL
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
)
"""The steps to version 1 … 5, as statements that end with a line."""
