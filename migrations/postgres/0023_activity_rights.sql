-- What people may do in calls and meetings. `kind`: 0 a department with those below it, 1 a person. Whoever has no row,
-- own or of a department, has the rights of their place in the portal.
CREATE TABLE activity_right (
    portal_id BIGINT NOT NULL,
    kind      INTEGER NOT NULL,
    subject   BIGINT NOT NULL,
    sees      TEXT NOT NULL,
    plans     TEXT NOT NULL,
    complete  INTEGER NOT NULL,
    verify    INTEGER NOT NULL,
    export    INTEGER NOT NULL,
    settings  INTEGER NOT NULL,
    author    BIGINT NOT NULL,
    changed   BIGINT NOT NULL,
    PRIMARY KEY (portal_id, kind, subject)
);

-- Who did what, for an administrator to read. `person` is whom it concerns, 0 for nobody; `detail` is JSON.
CREATE TABLE audit_log (
    portal_id BIGINT NOT NULL,
    id        BIGINT NOT NULL,
    made      BIGINT NOT NULL,
    author    BIGINT NOT NULL,
    action    TEXT NOT NULL,
    person    BIGINT NOT NULL,
    detail    TEXT NOT NULL,
    PRIMARY KEY (portal_id, id)
);

CREATE INDEX audit_author ON audit_log (portal_id, author, id);
CREATE INDEX audit_action ON audit_log (portal_id, action, id);
