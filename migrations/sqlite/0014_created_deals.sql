-- Deals created from the report, by the key of the wish: the same wish never creates a second deal. `deal` is 0 while the
-- portal is being asked.
CREATE TABLE created_deal (
    portal_id INTEGER NOT NULL,
    request   TEXT NOT NULL,
    person    INTEGER NOT NULL,
    company   INTEGER NOT NULL,
    direction INTEGER NOT NULL,
    deal      INTEGER NOT NULL,
    contacts  INTEGER NOT NULL,
    at        INTEGER NOT NULL,
    PRIMARY KEY (portal_id, request)
) STRICT, WITHOUT ROWID;

-- What rows were read with, the settings say; a change of them clears what no longer holds.
ALTER TABLE portal DROP COLUMN read_fields;
