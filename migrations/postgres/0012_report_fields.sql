-- Fields of the report's further columns. Regions and sources are keys of choices or texts; `inn` is that of a field,
-- when the settings chose one, else the requisites have it.
ALTER TABLE company ADD COLUMN region TEXT;
ALTER TABLE company ADD COLUMN source TEXT;
ALTER TABLE company ADD COLUMN inn TEXT NOT NULL DEFAULT '';
ALTER TABLE company ADD COLUMN created_day INTEGER NOT NULL DEFAULT 0;
-- Days of the portal's zone come with the next reading of each company; until then those of UTC.
UPDATE company SET created_day = CAST(created / 86400000 AS INTEGER);

-- The day a deal is expected to be closed, and once it is, when it was.
ALTER TABLE deal ADD COLUMN closes_day INTEGER;

-- User fields of any kind a column can show, not enumerations alone.
ALTER TABLE enumeration_field RENAME TO user_field;
ALTER TABLE user_field ADD COLUMN kind TEXT NOT NULL DEFAULT 'enumeration';

-- The day the portal last changed the rate.
ALTER TABLE currency ADD COLUMN rated INTEGER;

-- Settings are changed by naming the version they were made from. `read_fields` (JSON) names the fields that rows were
-- read with; `guessed` says that nobody has chosen yet.
ALTER TABLE portal ADD COLUMN settings_version BIGINT NOT NULL DEFAULT 0;
ALTER TABLE portal ADD COLUMN settings_guessed BOOLEAN NOT NULL DEFAULT TRUE;
ALTER TABLE portal ADD COLUMN read_fields TEXT NOT NULL DEFAULT '[]';

-- Letters (4) and conversations of open lines (6) by owner, for portals where they count as communications.
CREATE INDEX activity_letter ON activity (portal_id, owner_type, owner_id, kind, day) WHERE kind IN (4, 6);
