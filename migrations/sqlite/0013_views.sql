-- Saved views of the report: `query` is a page's address, `columns` the text of a layout.
CREATE TABLE report_view (
    portal_id INTEGER NOT NULL,
    id        INTEGER NOT NULL,
    owner     INTEGER NOT NULL,
    version   INTEGER NOT NULL,
    name      TEXT NOT NULL,
    name_fold TEXT NOT NULL,
    query     TEXT NOT NULL,
    columns   TEXT NOT NULL,
    shared    INTEGER NOT NULL,
    PRIMARY KEY (portal_id, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX report_view_owner ON report_view (portal_id, owner);

-- The view a report opens with: of a person, or of the portal as person 0.
CREATE TABLE report_view_default (
    portal_id INTEGER NOT NULL,
    person    INTEGER NOT NULL,
    view      INTEGER NOT NULL,
    PRIMARY KEY (portal_id, person)
) STRICT, WITHOUT ROWID;
