-- How far reading each entity has come; written in the transaction that stores the rows. `pieces` are the ranges of ids
-- that are still to be read (JSON: pairs of the id behind which and the id up to which, or null for the open end).
CREATE TABLE sync_cursor (
    portal_id BIGINT  NOT NULL,
    entity    TEXT    NOT NULL,
    pieces    TEXT    NOT NULL,
    finished  BOOLEAN NOT NULL,
    done      BIGINT  NOT NULL,
    total     BIGINT,
    PRIMARY KEY (portal_id, entity)
);
