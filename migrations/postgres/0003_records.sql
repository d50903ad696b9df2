-- Records of the portal's CRM and telephony. A reference to nothing is 0: the portal's ids are positive, and a column
-- without NULL orders and compares the same on both engines. Instants are UTC milliseconds, days are days since 1970 in
-- the portal's zone, money is ten-thousandths beside its currency.
CREATE TABLE company (
    portal_id   BIGINT  NOT NULL,
    id          BIGINT  NOT NULL,
    title       TEXT    NOT NULL,
    title_fold  TEXT    NOT NULL,
    responsible BIGINT  NOT NULL,
    sector_key  TEXT,
    revenue     BIGINT,
    currency    TEXT    NOT NULL,
    employees   TEXT,
    created     BIGINT  NOT NULL,
    modified    BIGINT  NOT NULL,
    PRIMARY KEY (portal_id, id)
);

CREATE TABLE requisite (
    portal_id BIGINT  NOT NULL,
    id        BIGINT  NOT NULL,
    company   BIGINT  NOT NULL,
    inn       TEXT    NOT NULL,
    PRIMARY KEY (portal_id, id)
);

-- The INN of a company is that of its first requisite that has one.
CREATE INDEX requisite_company ON requisite (portal_id, company, id, inn) WHERE inn <> '';

CREATE TABLE contact (
    portal_id BIGINT  NOT NULL,
    id        BIGINT  NOT NULL,
    company   BIGINT  NOT NULL,
    name      TEXT    NOT NULL,
    name_fold TEXT    NOT NULL,
    PRIMARY KEY (portal_id, id)
);

CREATE INDEX contact_company ON contact (portal_id, company, id);

CREATE TABLE deal (
    portal_id      BIGINT  NOT NULL,
    id             BIGINT  NOT NULL,
    title          TEXT    NOT NULL,
    title_fold     TEXT    NOT NULL,
    company        BIGINT  NOT NULL,
    responsible    BIGINT  NOT NULL,
    pipeline       BIGINT  NOT NULL,
    stage_id       TEXT    NOT NULL,
    direction_item BIGINT  NOT NULL,
    amount         BIGINT  NOT NULL,
    currency       TEXT    NOT NULL,
    created        BIGINT  NOT NULL,
    modified       BIGINT  NOT NULL,
    modified_day   INTEGER NOT NULL,
    closed         BOOLEAN NOT NULL,
    PRIMARY KEY (portal_id, id)
);

-- Everything the report groups by and sums, in group order: no sort and no look at the table.
CREATE INDEX deal_report ON deal
    (portal_id, company, pipeline, direction_item, stage_id, currency, modified_day, amount, id);

-- Directions and currencies in use, found by leaping from one to the next.
CREATE INDEX deal_direction ON deal (portal_id, direction_item, pipeline, currency);

CREATE TABLE activity (
    portal_id   BIGINT  NOT NULL,
    id          BIGINT  NOT NULL,
    kind        BIGINT  NOT NULL,
    provider    TEXT    NOT NULL,
    direction   BIGINT  NOT NULL,
    completed   BOOLEAN NOT NULL,
    responsible BIGINT  NOT NULL,
    owner_type  BIGINT  NOT NULL,
    owner_id    BIGINT  NOT NULL,
    at          BIGINT  NOT NULL,
    day         INTEGER NOT NULL,
    subject     TEXT    NOT NULL,
    modified    BIGINT  NOT NULL,
    PRIMARY KEY (portal_id, id)
);

-- Meetings (1) and calls (2) by owner: the last communication.
CREATE INDEX activity_owner ON activity
    (portal_id, owner_type, owner_id, kind, completed, day, id) WHERE kind IN (1, 2);

-- Telephony records; `failed_code` 200 is a conversation.
CREATE TABLE call (
    portal_id   BIGINT  NOT NULL,
    id          BIGINT  NOT NULL,
    call_id     TEXT    NOT NULL,
    person      BIGINT  NOT NULL,
    kind        BIGINT  NOT NULL,
    phone       TEXT    NOT NULL,
    duration_s  INTEGER NOT NULL,
    started     BIGINT  NOT NULL,
    day         INTEGER NOT NULL,
    failed_code TEXT    NOT NULL,
    entity_type BIGINT  NOT NULL,
    entity_id   BIGINT  NOT NULL,
    activity_id BIGINT  NOT NULL,
    PRIMARY KEY (portal_id, id)
);

CREATE INDEX call_activity ON call (portal_id, activity_id, failed_code) WHERE activity_id <> 0;

CREATE INDEX call_entity ON call (portal_id, entity_type, entity_id, failed_code, day)
    WHERE entity_id <> 0 AND activity_id = 0;
