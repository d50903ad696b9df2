-- What lets late, repeated and overtaken readings of the portal converge. `seen` is the moment a reading was sent: of two
-- readings of one record the later one wins, and what was seen to be gone stays gone for every earlier reading.
ALTER TABLE company ADD COLUMN seen INTEGER NOT NULL DEFAULT 0;
ALTER TABLE requisite ADD COLUMN seen INTEGER NOT NULL DEFAULT 0;
ALTER TABLE contact ADD COLUMN seen INTEGER NOT NULL DEFAULT 0;
ALTER TABLE deal ADD COLUMN seen INTEGER NOT NULL DEFAULT 0;
ALTER TABLE activity ADD COLUMN seen INTEGER NOT NULL DEFAULT 0;
ALTER TABLE call ADD COLUMN seen INTEGER NOT NULL DEFAULT 0;

-- Records that were seen to be gone, and when. Kept for as long as a reading may be on its way.
CREATE TABLE tombstone (
    portal_id INTEGER NOT NULL,
    entity    TEXT    NOT NULL,
    id        INTEGER NOT NULL,
    seen      INTEGER NOT NULL,
    PRIMARY KEY (portal_id, entity, id)
) STRICT, WITHOUT ROWID;

-- Names that records mention and the portal's own lists do not know: asked for once, then left alone for a while.
CREATE TABLE stranger (
    portal_id INTEGER NOT NULL,
    kind      TEXT    NOT NULL,
    code      TEXT    NOT NULL,
    since     INTEGER NOT NULL,
    PRIMARY KEY (portal_id, kind, code)
) STRICT, WITHOUT ROWID;

-- How far the search for modified records has come, for portals without a queue of events; written in the transaction
-- that stores the rows. A pass reads what was modified from `since` on, behind the id `after`; the next one begins at
-- `next`; `high` is the latest modification seen.
CREATE TABLE change_cursor (
    portal_id INTEGER NOT NULL,
    way       TEXT    NOT NULL,
    since     INTEGER NOT NULL,
    next      INTEGER NOT NULL,
    high      INTEGER NOT NULL,
    after     INTEGER NOT NULL,
    PRIMARY KEY (portal_id, way)
) STRICT, WITHOUT ROWID;

-- Where changes come from (queue, sweep, or empty until asked), and what is paid for.
ALTER TABLE portal ADD COLUMN source TEXT NOT NULL DEFAULT '';
ALTER TABLE portal ADD COLUMN payment_expired INTEGER NOT NULL DEFAULT FALSE;
ALTER TABLE portal ADD COLUMN days_left INTEGER;
