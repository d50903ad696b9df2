-- People who administered the portal when they last opened the app: the portal tells it only about who is there.
CREATE TABLE portal_admin (
    portal_id INTEGER NOT NULL,
    person    INTEGER NOT NULL,
    seen      INTEGER NOT NULL,
    PRIMARY KEY (portal_id, person)
) STRICT, WITHOUT ROWID;
