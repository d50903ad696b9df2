-- What people may do in calls and meetings. `kind`: 0 a department with those below it, 1 a person. Whoever has no row,
-- own or of a department, has the rights of their place in the portal.
CREATE TABLE activity_right (
    portal_id INTEGER NOT NULL,
    kind      INTEGER NOT NULL,
    subject   INTEGER NOT NULL,
    sees      TEXT NOT NULL,
    plans     TEXT NOT NULL,
    complete  INTEGER NOT NULL,
    verify    INTEGER NOT NULL,
    export    INTEGER NOT NULL,
    settings  INTEGER NOT NULL,
    author    INTEGER NOT NULL,
    changed   INTEGER NOT NULL,
    PRIMARY KEY (portal_id, kind, subject)
) STRICT, WITHOUT ROWID;

-- Who did what, for an administrator to read. `person` is whom it concerns, 0 for nobody; `detail` is JSON.
CREATE TABLE audit_log (
    portal_id INTEGER NOT NULL,
    id        INTEGER NOT NULL,
    made      INTEGER NOT NULL,
    author    INTEGER NOT NULL,
    action    TEXT NOT NULL,
    person    INTEGER NOT NULL,
    detail    TEXT NOT NULL,
    PRIMARY KEY (portal_id, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX audit_author ON audit_log (portal_id, author, id);
CREATE INDEX audit_action ON audit_log (portal_id, action, id);
