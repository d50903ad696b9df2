-- Background jobs. `kind` and `arguments` (JSON) say what to do, `dedup_key` what counts as the same work; `asked_by` 0 is the
-- schedule. A running job belongs to the process `owner` until `lease_until`; then any process may begin it again.
CREATE TABLE job (
    portal_id   INTEGER NOT NULL,
    id          INTEGER NOT NULL,
    kind        TEXT    NOT NULL,
    dedup_key   TEXT    NOT NULL,
    arguments   TEXT    NOT NULL,
    state       TEXT    NOT NULL,
    attempts    INTEGER NOT NULL,
    due         INTEGER NOT NULL,
    owner       TEXT    NOT NULL,
    lease_until INTEGER NOT NULL,
    done        INTEGER NOT NULL,
    total       INTEGER,
    problem     TEXT,
    asked_by    INTEGER NOT NULL,
    created     INTEGER NOT NULL,
    started     INTEGER,
    finished    INTEGER,
    PRIMARY KEY (portal_id, id)
) STRICT, WITHOUT ROWID;

-- The same work waits or runs once.
CREATE UNIQUE INDEX job_active ON job (portal_id, kind, dedup_key) WHERE state IN ('queued', 'running');

-- The next one to begin, over all portals.
CREATE INDEX job_due ON job (due, portal_id, id) WHERE state IN ('queued', 'running');

-- Which process reads a portal now: only the owner may write the portal's rows.
CREATE TABLE portal_lease (
    portal_id INTEGER NOT NULL,
    owner     TEXT    NOT NULL,
    until     INTEGER NOT NULL,
    PRIMARY KEY (portal_id)
) STRICT, WITHOUT ROWID;

-- Server processes that were alive a moment ago: portals are shared out among them.
CREATE TABLE process (
    owner TEXT    NOT NULL PRIMARY KEY,
    until INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- What has arrived and is not applied yet: events of the portal, and records to be read again. A row is deleted in the
-- transaction that applies it.
CREATE TABLE inbox (
    portal_id INTEGER NOT NULL,
    id        INTEGER NOT NULL,
    name      TEXT    NOT NULL,
    data      TEXT    NOT NULL,
    received  INTEGER NOT NULL,
    due       INTEGER NOT NULL,
    attempts  INTEGER NOT NULL,
    PRIMARY KEY (portal_id, id)
) STRICT, WITHOUT ROWID;
