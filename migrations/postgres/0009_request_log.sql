-- Calls to portals, kept for three days as moderation asks. Nothing in here is a secret: parameters are masked before
-- they come here. `serial` tells lines of one millisecond apart, whichever process wrote them.
CREATE TABLE request_log (
    portal_id    BIGINT NOT NULL,
    at           BIGINT NOT NULL,
    serial       BIGINT NOT NULL,
    host         TEXT NOT NULL,
    method       TEXT NOT NULL,
    methods      TEXT NOT NULL,
    status       BIGINT,
    error        TEXT,
    duration_ms  BIGINT NOT NULL,
    operating_ms BIGINT,
    row_count    BIGINT NOT NULL,
    params       TEXT NOT NULL,
    PRIMARY KEY (portal_id, at, serial)
);

-- When a change of each entity was last applied after its first reading, for people to see.
ALTER TABLE sync_cursor ADD COLUMN changed BIGINT;
