-- What the rows of a portal refer to: people, departments, pipelines, dictionaries, currencies, the calendar.
-- Nothing here is referenced by a foreign key: the portal may send a record before the thing it names.
CREATE TABLE person (
    portal_id BIGINT  NOT NULL,
    id        BIGINT  NOT NULL,
    name      TEXT    NOT NULL,
    last_name TEXT    NOT NULL,
    name_fold TEXT    NOT NULL,
    position  TEXT    NOT NULL,
    active    BOOLEAN NOT NULL,
    PRIMARY KEY (portal_id, id)
);

-- Every department of a person; `place` 0 is the main one.
CREATE TABLE person_department (
    portal_id  BIGINT  NOT NULL,
    person     BIGINT  NOT NULL,
    place      INTEGER NOT NULL,
    department BIGINT  NOT NULL,
    PRIMARY KEY (portal_id, person, place)
);

CREATE TABLE department (
    portal_id BIGINT  NOT NULL,
    id        BIGINT  NOT NULL,
    name      TEXT    NOT NULL,
    parent    BIGINT  NOT NULL,
    head      BIGINT  NOT NULL,
    sort      INTEGER NOT NULL,
    PRIMARY KEY (portal_id, id)
);

CREATE TABLE pipeline (
    portal_id BIGINT  NOT NULL,
    id        BIGINT  NOT NULL,
    name      TEXT    NOT NULL,
    sort      INTEGER NOT NULL,
    PRIMARY KEY (portal_id, id)
);

-- `semantics`: P in process, S success, F failure.
CREATE TABLE stage (
    portal_id BIGINT  NOT NULL,
    stage_id  TEXT    NOT NULL,
    pipeline  BIGINT  NOT NULL,
    name      TEXT    NOT NULL,
    sort      INTEGER NOT NULL,
    semantics TEXT    NOT NULL,
    PRIMARY KEY (portal_id, stage_id)
);

-- Values of enumeration fields and of the portal's dictionaries; `owner_type` 2 deal, 4 company; `field` is
-- INDUSTRY, UF_CRM_…
CREATE TABLE choice (
    portal_id  BIGINT  NOT NULL,
    owner_type BIGINT  NOT NULL,
    field      TEXT    NOT NULL,
    code       TEXT    NOT NULL,
    name       TEXT    NOT NULL,
    sort       INTEGER NOT NULL,
    PRIMARY KEY (portal_id, owner_type, field, code)
);

-- Enumeration fields; `owner_type` 2 deal, 4 company.
CREATE TABLE enumeration_field (
    portal_id  BIGINT  NOT NULL,
    owner_type BIGINT  NOT NULL,
    name       TEXT    NOT NULL,
    title      TEXT    NOT NULL,
    multiple   BOOLEAN NOT NULL,
    PRIMARY KEY (portal_id, owner_type, name)
);

-- `rate` is the price of `rate_units` in the base currency, in ten-thousandths.
CREATE TABLE currency (
    portal_id  BIGINT  NOT NULL,
    code       TEXT    NOT NULL,
    rate       BIGINT  NOT NULL,
    rate_units BIGINT  NOT NULL,
    base       BOOLEAN NOT NULL,
    PRIMARY KEY (portal_id, code)
);

-- The portal's working calendar as it told it (JSON).
CREATE TABLE calendar (
    portal_id BIGINT  NOT NULL,
    settings  TEXT    NOT NULL,
    PRIMARY KEY (portal_id)
);
