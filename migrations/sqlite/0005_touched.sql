-- Companies touched by each revision, so that a report in memory is brought up to date without being read anew.
CREATE TABLE touched (
    portal_id INTEGER NOT NULL,
    revision  INTEGER NOT NULL,
    company   INTEGER NOT NULL,
    PRIMARY KEY (portal_id, revision, company)
) STRICT, WITHOUT ROWID;
