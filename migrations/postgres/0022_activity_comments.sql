-- Conversations about a person's day or month. `span` and `at` as in plans.
CREATE TABLE comment (
    portal_id   BIGINT NOT NULL,
    id          BIGINT NOT NULL,
    person      BIGINT NOT NULL,
    span        INTEGER NOT NULL,
    at          INTEGER NOT NULL,
    author      BIGINT NOT NULL,
    created     BIGINT NOT NULL,
    edited      BIGINT,
    text        TEXT NOT NULL,
    verified_by BIGINT NOT NULL,
    verified    BIGINT,
    PRIMARY KEY (portal_id, id)
);

CREATE INDEX comment_cell ON comment (portal_id, person, span, at, id);

CREATE TABLE comment_mention (
    portal_id BIGINT NOT NULL,
    comment   BIGINT NOT NULL,
    person    BIGINT NOT NULL,
    notified  INTEGER NOT NULL,
    PRIMARY KEY (portal_id, comment, person)
);

-- Threads somebody closed, with the latest comment of that moment: a later one opens the thread again.
CREATE TABLE comment_resolved (
    portal_id BIGINT NOT NULL,
    person    BIGINT NOT NULL,
    span      INTEGER NOT NULL,
    at        INTEGER NOT NULL,
    upto      BIGINT NOT NULL,
    author    BIGINT NOT NULL,
    made      BIGINT NOT NULL,
    PRIMARY KEY (portal_id, person, span, at)
);

-- How far each viewer has read each thread.
CREATE TABLE comment_seen (
    portal_id BIGINT NOT NULL,
    viewer    BIGINT NOT NULL,
    person    BIGINT NOT NULL,
    span      INTEGER NOT NULL,
    at        INTEGER NOT NULL,
    upto      BIGINT NOT NULL,
    PRIMARY KEY (portal_id, viewer, person, span, at)
);
