-- Settings of calls and meetings as JSON, apart from those of the other report: each page saves its own.
ALTER TABLE activity_state ADD COLUMN settings TEXT;
