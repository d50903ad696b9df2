-- How far reading each entity has come; written in the transaction that stores the rows. `pieces` are the ranges of ids
-- that are still to be read (JSON: pairs of the id behind which and the id up to which, or null for the open end).
CREATE TABLE sync_cursor (
    portal_id INTEGER NOT NULL,
    entity    TEXT    NOT NULL,
    pieces    TEXT    NOT NULL,
    finished  INTEGER NOT NULL,
    done      INTEGER NOT NULL,
    total     INTEGER,
    PRIMARY KEY (portal_id, entity)
) STRICT, WITHOUT ROWID;
