-- What live delivery asks: whether somebody who may read a room still may.

ALTER TABLE room
	ADD COLUMN left_count bigint NOT NULL DEFAULT 0;
-- A room that is made again begins elsewhere than the one that was deleted.
ALTER TABLE room
	ALTER COLUMN left_count SET DEFAULT floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint;
COMMENT ON COLUMN room.left_count IS 'another number after each change by which somebody may read it no more: was taken out, or left, or it is not open to everybody now';
