-- Conversations about a person's day or month. `span` and `at` as in plans.
CREATE TABLE comment (
    portal_id   INTEGER NOT NULL,
    id          INTEGER NOT NULL,
    person      INTEGER NOT NULL,
    span        INTEGER NOT NULL,
    at          INTEGER NOT NULL,
    author      INTEGER NOT NULL,
    created     INTEGER NOT NULL,
    edited      INTEGER,
    text        TEXT NOT NULL,
    verified_by INTEGER NOT NULL,
    verified    INTEGER,
    PRIMARY KEY (portal_id, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX comment_cell ON comment (portal_id, person, span, at, id);

CREATE TABLE comment_mention (
    portal_id INTEGER NOT NULL,
    comment   INTEGER NOT NULL,
    person    INTEGER NOT NULL,
    notified  INTEGER NOT NULL,
    PRIMARY KEY (portal_id, comment, person)
) STRICT, WITHOUT ROWID;

-- Threads somebody closed, with the latest comment of that moment: a later one opens the thread again.
CREATE TABLE comment_resolved (
    portal_id INTEGER NOT NULL,
    person    INTEGER NOT NULL,
    span      INTEGER NOT NULL,
    at        INTEGER NOT NULL,
    upto      INTEGER NOT NULL,
    author    INTEGER NOT NULL,
    made      INTEGER NOT NULL,
    PRIMARY KEY (portal_id, person, span, at)
) STRICT, WITHOUT ROWID;

-- How far each viewer has read each thread.
CREATE TABLE comment_seen (
    portal_id INTEGER NOT NULL,
    viewer    INTEGER NOT NULL,
    person    INTEGER NOT NULL,
    span      INTEGER NOT NULL,
    at        INTEGER NOT NULL,
    upto      INTEGER NOT NULL,
    PRIMARY KEY (portal_id, viewer, person, span, at)
) STRICT, WITHOUT ROWID;
