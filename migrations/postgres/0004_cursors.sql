-- How far reading each part of each entity has come; written in the transaction that stores the rows.
CREATE TABLE sync_cursor (
    portal_id BIGINT  NOT NULL,
    entity    TEXT    NOT NULL,
    pieces    TEXT    NOT NULL,
    finished  BOOLEAN NOT NULL,
    done      BIGINT  NOT NULL,
    total     BIGINT,
    PRIMARY KEY (portal_id, entity)
);
