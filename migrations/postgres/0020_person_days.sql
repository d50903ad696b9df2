-- What each person did on each day, counted from calls and activities in the transaction that changes them. Derived: it
-- can be counted anew at any time. `detail` holds which companies were called and when; `revision` is the portal's at the
-- latest change, so that a grid in memory reads only what changed; a day that lost everything stays as zeros.
CREATE TABLE person_day (
    portal_id     BIGINT NOT NULL,
    person        BIGINT NOT NULL,
    day           INTEGER NOT NULL,
    calls_out     INTEGER NOT NULL,
    calls_in      INTEGER NOT NULL,
    seconds_out   INTEGER NOT NULL,
    seconds_in    INTEGER NOT NULL,
    unknown_out   INTEGER NOT NULL,
    unknown_in    INTEGER NOT NULL,
    companies_out INTEGER NOT NULL,
    companies_any INTEGER NOT NULL,
    meetings      INTEGER NOT NULL,
    detail        BYTEA NOT NULL,
    revision      BIGINT NOT NULL,
    PRIMARY KEY (portal_id, person, day)
);

CREATE INDEX person_day_revision ON person_day (portal_id, revision);

-- Since which revision the days above were counted by one rule, and the latest revision that changed what people set
-- themselves: plans, calendar, absences, completions, comments, rights, settings.
CREATE TABLE activity_state (
    portal_id   BIGINT NOT NULL,
    facts_since BIGINT NOT NULL,
    setup       BIGINT NOT NULL,
    PRIMARY KEY (portal_id)
);

-- A person's calls of a day, to count them anew and to list them.
CREATE INDEX call_person ON call (portal_id, person, day);

-- Calls whose company is that of a deal or a contact, for when it moves.
CREATE INDEX call_through ON call (portal_id, entity_type, entity_id) WHERE entity_type IN (2, 3);

-- A person's meetings of a day: of the classical type, imported from a calendar, or of a provider.
CREATE INDEX activity_meeting ON activity (portal_id, responsible, day) WHERE kind IN (1, 5, 6);
