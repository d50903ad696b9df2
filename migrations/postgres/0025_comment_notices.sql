-- Notices in the portal that a comment asks for, one for each person: written with the comment, sent by a job. `reason`:
-- 0 mentioned, 1 an answer in a conversation, 2 about one's own day or month.
CREATE TABLE comment_notice (
    portal_id BIGINT NOT NULL,
    comment   BIGINT NOT NULL,
    person    BIGINT NOT NULL,
    reason    INTEGER NOT NULL,
    asked     BIGINT NOT NULL,
    settled   BIGINT,
    outcome   TEXT,
    PRIMARY KEY (portal_id, comment, person)
);

-- How often the settings of calls and meetings were changed: two people who edit them hear of each other.
ALTER TABLE activity_state ADD COLUMN settings_version BIGINT NOT NULL DEFAULT 0;
