-- Background jobs. `kind` and `arguments` (JSON) say what to do, `dedup_key` what counts as the same work; `asked_by` 0 is the
-- schedule. A running job belongs to the process `owner` until `lease_until`; then any process may begin it again.
CREATE TABLE job (
    portal_id   BIGINT  NOT NULL,
    id          BIGINT  NOT NULL,
    kind        TEXT    NOT NULL,
    dedup_key   TEXT    NOT NULL,
    arguments   TEXT    NOT NULL,
    state       TEXT    NOT NULL,
    attempts    INTEGER NOT NULL,
    due         BIGINT  NOT NULL,
    owner       TEXT    NOT NULL,
    lease_until BIGINT  NOT NULL,
    done        BIGINT  NOT NULL,
    total       BIGINT,
    problem     TEXT,
    asked_by    BIGINT  NOT NULL,
    created     BIGINT  NOT NULL,
    started     BIGINT,
    finished    BIGINT,
    PRIMARY KEY (portal_id, id)
);

-- The same work waits or runs once.
CREATE UNIQUE INDEX job_active ON job (portal_id, kind, dedup_key) WHERE state IN ('queued', 'running');

-- The next one to begin, over all portals.
CREATE INDEX job_due ON job (due, portal_id, id) WHERE state IN ('queued', 'running');

-- Which process reads a portal now: only the owner may write the portal's rows.
CREATE TABLE portal_lease (
    portal_id BIGINT NOT NULL,
    owner     TEXT   NOT NULL,
    until     BIGINT NOT NULL,
    PRIMARY KEY (portal_id)
);

-- Server processes that were alive a moment ago: portals are shared out among them.
CREATE TABLE process (
    owner TEXT   NOT NULL PRIMARY KEY,
    until BIGINT NOT NULL
);

-- What has arrived and is not applied yet: events of the portal, and records to be read again. A row is deleted in the
-- transaction that applies it.
CREATE TABLE inbox (
    portal_id BIGINT  NOT NULL,
    id        BIGINT  NOT NULL,
    name      TEXT    NOT NULL,
    data      TEXT    NOT NULL,
    received  BIGINT  NOT NULL,
    due       BIGINT  NOT NULL,
    attempts  INTEGER NOT NULL,
    PRIMARY KEY (portal_id, id)
);

-- Numbers of jobs and of what arrives, given once.
CREATE SEQUENCE job_number;
CREATE SEQUENCE inbox_number;
