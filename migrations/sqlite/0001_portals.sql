-- Portals: who installed the app, how to reach them, and where their data stands. Not a tenant table: `id` is what
-- every tenant table starts with. AUTOINCREMENT keeps the id of an erased portal from ever being given to another one.
CREATE TABLE portal (
    id                INTEGER PRIMARY KEY AUTOINCREMENT,
    member_id         TEXT    NOT NULL UNIQUE,
    domain            TEXT    NOT NULL,
    client_endpoint   TEXT    NOT NULL,
    oauth_origin      TEXT    NOT NULL,
    status            TEXT    NOT NULL,
    language          TEXT    NOT NULL,
    scope             TEXT    NOT NULL,
    zone              TEXT    NOT NULL,
    installer         INTEGER NOT NULL,
    epoch             INTEGER NOT NULL DEFAULT 1,
    installed         INTEGER NOT NULL DEFAULT FALSE,
    uninstalled       INTEGER NOT NULL DEFAULT FALSE,
    phase             TEXT    NOT NULL DEFAULT 'waiting',
    problem           TEXT,
    revision          INTEGER NOT NULL DEFAULT 0,
    updated           INTEGER,
    access_token      BLOB,
    refresh_token     BLOB,
    token_expires     INTEGER,
    application_token BLOB,
    settings          TEXT
) STRICT;
