-- What people set for calls and meetings. Not copied from the portal: it stays when the app is removed without cleaning.

-- Plans per working day. `span`: 0 from the month `at` on, 1 the month `at`, 2 the day `at`. Months are counted as twelve
-- times the year plus the month from 0. `version` is the portal's revision of the latest change.
CREATE TABLE plan (
    portal_id BIGINT NOT NULL,
    person    BIGINT NOT NULL,
    span      INTEGER NOT NULL,
    at        INTEGER NOT NULL,
    calls     INTEGER,
    meetings  INTEGER,
    version   BIGINT NOT NULL,
    author    BIGINT NOT NULL,
    changed   BIGINT NOT NULL,
    PRIMARY KEY (portal_id, person, span, at)
);

-- One act of changing plans, however many cells it changed, so that it can be undone as one. `kind`: cell, fill, copy,
-- paste, import, default, undo; `undone` is the change that took it back, 0 for none.
CREATE TABLE plan_change (
    portal_id BIGINT NOT NULL,
    id        BIGINT NOT NULL,
    author    BIGINT NOT NULL,
    made      BIGINT NOT NULL,
    kind      TEXT NOT NULL,
    undone    BIGINT NOT NULL,
    PRIMARY KEY (portal_id, id)
);

CREATE TABLE plan_change_cell (
    portal_id       BIGINT NOT NULL,
    change          BIGINT NOT NULL,
    person          BIGINT NOT NULL,
    span            INTEGER NOT NULL,
    at              INTEGER NOT NULL,
    calls_before    INTEGER,
    meetings_before INTEGER,
    calls_after     INTEGER,
    meetings_after  INTEGER,
    PRIMARY KEY (portal_id, change, person, span, at)
);

-- The history of one person's plan.
CREATE INDEX plan_change_person ON plan_change_cell (portal_id, person, change);

-- Days a supervisor counted as met, with who, when and why.
CREATE TABLE forced_day (
    portal_id BIGINT NOT NULL,
    person    BIGINT NOT NULL,
    day       INTEGER NOT NULL,
    author    BIGINT NOT NULL,
    made      BIGINT NOT NULL,
    reason    TEXT NOT NULL,
    PRIMARY KEY (portal_id, person, day)
);

-- Days that differ from the portal's calendar. `kind`: 0 worked, 1 off, 2 holiday.
CREATE TABLE calendar_day (
    portal_id BIGINT NOT NULL,
    day       INTEGER NOT NULL,
    kind      INTEGER NOT NULL,
    author    BIGINT NOT NULL,
    changed   BIGINT NOT NULL,
    PRIMARY KEY (portal_id, day)
);

-- Days a person is away, both ends included.
CREATE TABLE absence (
    portal_id BIGINT NOT NULL,
    person    BIGINT NOT NULL,
    id        BIGINT NOT NULL,
    first_day INTEGER NOT NULL,
    last_day  INTEGER NOT NULL,
    reason    TEXT NOT NULL,
    author    BIGINT NOT NULL,
    changed   BIGINT NOT NULL,
    PRIMARY KEY (portal_id, person, id)
);
