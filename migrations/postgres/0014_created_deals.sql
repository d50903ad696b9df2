-- Deals created from the report, by the key of the wish: the same wish never creates a second deal. `deal` is 0 while the
-- portal is being asked.
CREATE TABLE created_deal (
    portal_id BIGINT NOT NULL,
    request   TEXT NOT NULL,
    person    BIGINT NOT NULL,
    company   BIGINT NOT NULL,
    direction BIGINT NOT NULL,
    deal      BIGINT NOT NULL,
    contacts  BIGINT NOT NULL,
    at        BIGINT NOT NULL,
    PRIMARY KEY (portal_id, request)
);

-- What rows were read with, the settings say; a change of them clears what no longer holds.
ALTER TABLE portal DROP COLUMN read_fields;
