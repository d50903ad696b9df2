-- Companies touched by each revision, so that a report in memory is brought up to date without being read anew.
CREATE TABLE touched (
    portal_id BIGINT NOT NULL,
    revision  BIGINT NOT NULL,
    company   BIGINT NOT NULL,
    PRIMARY KEY (portal_id, revision, company)
);
