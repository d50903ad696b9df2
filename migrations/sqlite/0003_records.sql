-- Records of the portal's CRM and telephony. A reference to nothing is 0: the portal's ids are positive, and a column
-- without NULL orders and compares the same on both engines. Instants are UTC milliseconds, days are days since 1970 in
-- the portal's zone, money is ten-thousandths beside its currency.
CREATE TABLE company (
    portal_id   INTEGER NOT NULL,
    id          INTEGER NOT NULL,
    title       TEXT    NOT NULL,
    title_fold  TEXT    NOT NULL,
    responsible INTEGER NOT NULL,
    sector_key  TEXT,
    revenue     INTEGER,
    currency    TEXT    NOT NULL,
    employees   TEXT,
    created     INTEGER NOT NULL,
    modified    INTEGER NOT NULL,
    PRIMARY KEY (portal_id, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE requisite (
    portal_id INTEGER NOT NULL,
    id        INTEGER NOT NULL,
    company   INTEGER NOT NULL,
    inn       TEXT    NOT NULL,
    PRIMARY KEY (portal_id, id)
) STRICT, WITHOUT ROWID;

-- The INN of a company is that of its first requisite that has one.
CREATE INDEX requisite_company ON requisite (portal_id, company, id, inn) WHERE inn <> '';

CREATE TABLE contact (
    portal_id INTEGER NOT NULL,
    id        INTEGER NOT NULL,
    company   INTEGER NOT NULL,
    name      TEXT    NOT NULL,
    name_fold TEXT    NOT NULL,
    PRIMARY KEY (portal_id, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX contact_company ON contact (portal_id, company, id);

CREATE TABLE deal (
    portal_id      INTEGER NOT NULL,
    id             INTEGER NOT NULL,
    title          TEXT    NOT NULL,
    title_fold     TEXT    NOT NULL,
    company        INTEGER NOT NULL,
    responsible    INTEGER NOT NULL,
    pipeline       INTEGER NOT NULL,
    stage_id       TEXT    NOT NULL,
    direction_item INTEGER NOT NULL,
    amount         INTEGER NOT NULL,
    currency       TEXT    NOT NULL,
    created        INTEGER NOT NULL,
    modified       INTEGER NOT NULL,
    modified_day   INTEGER NOT NULL,
    closed         INTEGER NOT NULL,
    PRIMARY KEY (portal_id, id)
) STRICT, WITHOUT ROWID;

-- Everything the report groups by and sums, in group order: no sort and no look at the table.
CREATE INDEX deal_report ON deal
    (portal_id, company, pipeline, direction_item, stage_id, currency, modified_day, amount, id);

-- Directions and currencies in use, found by leaping from one to the next.
CREATE INDEX deal_direction ON deal (portal_id, direction_item, pipeline, currency);

CREATE TABLE activity (
    portal_id   INTEGER NOT NULL,
    id          INTEGER NOT NULL,
    kind        INTEGER NOT NULL,
    provider    TEXT    NOT NULL,
    direction   INTEGER NOT NULL,
    completed   INTEGER NOT NULL,
    responsible INTEGER NOT NULL,
    owner_type  INTEGER NOT NULL,
    owner_id    INTEGER NOT NULL,
    at          INTEGER NOT NULL,
    day         INTEGER NOT NULL,
    subject     TEXT    NOT NULL,
    modified    INTEGER NOT NULL,
    PRIMARY KEY (portal_id, id)
) STRICT, WITHOUT ROWID;

-- Meetings (1) and calls (2) by owner: the last communication.
CREATE INDEX activity_owner ON activity
    (portal_id, owner_type, owner_id, kind, completed, day, id) WHERE kind IN (1, 2);

-- Telephony records; `failed_code` 200 is a conversation.
CREATE TABLE call (
    portal_id   INTEGER NOT NULL,
    id          INTEGER NOT NULL,
    call_id     TEXT    NOT NULL,
    person      INTEGER NOT NULL,
    kind        INTEGER NOT NULL,
    phone       TEXT    NOT NULL,
    duration_s  INTEGER NOT NULL,
    started     INTEGER NOT NULL,
    day         INTEGER NOT NULL,
    failed_code TEXT    NOT NULL,
    entity_type INTEGER NOT NULL,
    entity_id   INTEGER NOT NULL,
    activity_id INTEGER NOT NULL,
    PRIMARY KEY (portal_id, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX call_activity ON call (portal_id, activity_id, failed_code) WHERE activity_id <> 0;

CREATE INDEX call_entity ON call (portal_id, entity_type, entity_id, failed_code, day)
    WHERE entity_id <> 0 AND activity_id = 0;
