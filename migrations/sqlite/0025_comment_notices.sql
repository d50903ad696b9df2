-- Notices in the portal that a comment asks for, one for each person: written with the comment, sent by a job. `reason`:
-- 0 mentioned, 1 an answer in a conversation, 2 about one's own day or month.
CREATE TABLE comment_notice (
    portal_id INTEGER NOT NULL,
    comment   INTEGER NOT NULL,
    person    INTEGER NOT NULL,
    reason    INTEGER NOT NULL,
    asked     INTEGER NOT NULL,
    settled   INTEGER,
    outcome   TEXT,
    PRIMARY KEY (portal_id, comment, person)
) STRICT, WITHOUT ROWID;

-- How often the settings of calls and meetings were changed: two people who edit them hear of each other.
ALTER TABLE activity_state ADD COLUMN settings_version INTEGER NOT NULL DEFAULT 0;
