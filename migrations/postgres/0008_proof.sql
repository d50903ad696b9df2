-- The proof that the copy equals the portal. Months of creation need the date of creation of every record; records
-- stored before this migration are brought up to date by the first proof.
ALTER TABLE activity ADD COLUMN created BIGINT NOT NULL DEFAULT 0;
ALTER TABLE contact ADD COLUMN created BIGINT NOT NULL DEFAULT 0;
ALTER TABLE contact ADD COLUMN modified BIGINT NOT NULL DEFAULT 0;
ALTER TABLE requisite ADD COLUMN created BIGINT NOT NULL DEFAULT 0;
ALTER TABLE requisite ADD COLUMN modified BIGINT NOT NULL DEFAULT 0;

-- Reports, the last ones; `report` is the whole certificate (JSON).
CREATE TABLE proof (
    portal_id BIGINT  NOT NULL,
    id        BIGINT  NOT NULL,
    finished  BIGINT  NOT NULL,
    verdict   TEXT    NOT NULL,
    report    TEXT    NOT NULL,
    PRIMARY KEY (portal_id, id)
);

-- Differing records of a report, in the order they were found; `fields` are names separated by commas.
CREATE TABLE proof_difference (
    portal_id BIGINT  NOT NULL,
    proof     BIGINT  NOT NULL,
    place     BIGINT  NOT NULL,
    entity    TEXT    NOT NULL,
    record    TEXT    NOT NULL,
    what      TEXT    NOT NULL,
    fields    TEXT    NOT NULL,
    repaired  BOOLEAN NOT NULL,
    PRIMARY KEY (portal_id, proof, place)
);

-- Where comparing row by row stands: rows up to `after` were compared in this pass; when it began and when the last
-- pass ended.
CREATE TABLE proof_position (
    portal_id BIGINT  NOT NULL,
    entity    TEXT    NOT NULL,
    after     BIGINT  NOT NULL,
    began     BIGINT  NOT NULL,
    whole_at  BIGINT,
    PRIMARY KEY (portal_id, entity)
);
