-- What the rows of a portal refer to: people, departments, pipelines, dictionaries, currencies, the calendar.
-- Nothing here is referenced by a foreign key: the portal may send a record before the thing it names.
CREATE TABLE person (
    portal_id INTEGER NOT NULL,
    id        INTEGER NOT NULL,
    name      TEXT    NOT NULL,
    last_name TEXT    NOT NULL,
    name_fold TEXT    NOT NULL,
    position  TEXT    NOT NULL,
    active    INTEGER NOT NULL,
    PRIMARY KEY (portal_id, id)
) STRICT, WITHOUT ROWID;

-- Every department of a person; `place` 0 is the main one.
CREATE TABLE person_department (
    portal_id  INTEGER NOT NULL,
    person     INTEGER NOT NULL,
    place      INTEGER NOT NULL,
    department INTEGER NOT NULL,
    PRIMARY KEY (portal_id, person, place)
) STRICT, WITHOUT ROWID;

CREATE TABLE department (
    portal_id INTEGER NOT NULL,
    id        INTEGER NOT NULL,
    name      TEXT    NOT NULL,
    parent    INTEGER NOT NULL,
    head      INTEGER NOT NULL,
    sort      INTEGER NOT NULL,
    PRIMARY KEY (portal_id, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE pipeline (
    portal_id INTEGER NOT NULL,
    id        INTEGER NOT NULL,
    name      TEXT    NOT NULL,
    sort      INTEGER NOT NULL,
    PRIMARY KEY (portal_id, id)
) STRICT, WITHOUT ROWID;

-- `semantics`: P in process, S success, F failure.
CREATE TABLE stage (
    portal_id INTEGER NOT NULL,
    stage_id  TEXT    NOT NULL,
    pipeline  INTEGER NOT NULL,
    name      TEXT    NOT NULL,
    sort      INTEGER NOT NULL,
    semantics TEXT    NOT NULL,
    PRIMARY KEY (portal_id, stage_id)
) STRICT, WITHOUT ROWID;

-- Values of enumeration fields and of the portal's dictionaries; `owner_type` 2 deal, 4 company; `field` is
-- INDUSTRY, UF_CRM_…
CREATE TABLE choice (
    portal_id  INTEGER NOT NULL,
    owner_type INTEGER NOT NULL,
    field      TEXT    NOT NULL,
    code       TEXT    NOT NULL,
    name       TEXT    NOT NULL,
    sort       INTEGER NOT NULL,
    PRIMARY KEY (portal_id, owner_type, field, code)
) STRICT, WITHOUT ROWID;

-- Enumeration fields; `owner_type` 2 deal, 4 company.
CREATE TABLE enumeration_field (
    portal_id  INTEGER NOT NULL,
    owner_type INTEGER NOT NULL,
    name       TEXT    NOT NULL,
    title      TEXT    NOT NULL,
    multiple   INTEGER NOT NULL,
    PRIMARY KEY (portal_id, owner_type, name)
) STRICT, WITHOUT ROWID;

-- `rate` is the price of `rate_units` in the base currency, in ten-thousandths.
CREATE TABLE currency (
    portal_id  INTEGER NOT NULL,
    code       TEXT    NOT NULL,
    rate       INTEGER NOT NULL,
    rate_units INTEGER NOT NULL,
    base       INTEGER NOT NULL,
    PRIMARY KEY (portal_id, code)
) STRICT, WITHOUT ROWID;

-- The portal's working calendar as it told it (JSON).
CREATE TABLE calendar (
    portal_id INTEGER NOT NULL,
    settings  TEXT    NOT NULL,
    PRIMARY KEY (portal_id)
) STRICT, WITHOUT ROWID;
