-- Saved views of the report: `query` is a page's address, `columns` the text of a layout.
CREATE TABLE report_view (
    portal_id BIGINT NOT NULL,
    id        BIGINT NOT NULL,
    owner     BIGINT NOT NULL,
    version   BIGINT NOT NULL,
    name      TEXT NOT NULL,
    name_fold TEXT NOT NULL,
    query     TEXT NOT NULL,
    columns   TEXT NOT NULL,
    shared    BOOLEAN NOT NULL,
    PRIMARY KEY (portal_id, id)
);

CREATE INDEX report_view_owner ON report_view (portal_id, owner);

-- The view a report opens with: of a person, or of the portal as person 0.
CREATE TABLE report_view_default (
    portal_id BIGINT NOT NULL,
    person    BIGINT NOT NULL,
    view      BIGINT NOT NULL,
    PRIMARY KEY (portal_id, person)
);
