-- How far reading each part of each entity has come; written in the transaction that stores the rows.
CREATE TABLE sync_cursor (
    portal_id INTEGER NOT NULL,
    entity    TEXT    NOT NULL,
    pieces    TEXT    NOT NULL,
    finished  INTEGER NOT NULL,
    done      INTEGER NOT NULL,
    total     INTEGER,
    PRIMARY KEY (portal_id, entity)
) STRICT, WITHOUT ROWID;
