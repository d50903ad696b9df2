-- The proof that the copy equals the portal. Months of creation need the date of creation of every record; records
-- stored before this migration are brought up to date by the first proof.
ALTER TABLE activity ADD COLUMN created INTEGER NOT NULL DEFAULT 0;
ALTER TABLE contact ADD COLUMN created INTEGER NOT NULL DEFAULT 0;
ALTER TABLE contact ADD COLUMN modified INTEGER NOT NULL DEFAULT 0;
ALTER TABLE requisite ADD COLUMN created INTEGER NOT NULL DEFAULT 0;
ALTER TABLE requisite ADD COLUMN modified INTEGER NOT NULL DEFAULT 0;

-- Reports, the last ones; `report` is the whole certificate (JSON).
CREATE TABLE proof (
    portal_id INTEGER NOT NULL,
    id        INTEGER NOT NULL,
    finished  INTEGER NOT NULL,
    verdict   TEXT    NOT NULL,
    report    TEXT    NOT NULL,
    PRIMARY KEY (portal_id, id)
) STRICT, WITHOUT ROWID;

-- Differing records of a report, in the order they were found; `fields` are names separated by commas.
CREATE TABLE proof_difference (
    portal_id INTEGER NOT NULL,
    proof     INTEGER NOT NULL,
    place     INTEGER NOT NULL,
    entity    TEXT    NOT NULL,
    record    TEXT    NOT NULL,
    what      TEXT    NOT NULL,
    fields    TEXT    NOT NULL,
    repaired  INTEGER NOT NULL,
    PRIMARY KEY (portal_id, proof, place)
) STRICT, WITHOUT ROWID;

-- Where comparing row by row stands: rows up to `after` were compared in this pass; when it began and when the last
-- pass ended.
CREATE TABLE proof_position (
    portal_id INTEGER NOT NULL,
    entity    TEXT    NOT NULL,
    after     INTEGER NOT NULL,
    began     INTEGER NOT NULL,
    whole_at  INTEGER,
    PRIMARY KEY (portal_id, entity)
) STRICT, WITHOUT ROWID;
