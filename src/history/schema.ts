/**
 * The tables of the file, and their migrations. A blob is a list of numbers (`number-list.ts`). A block holds the part of one device or access
 * point in an hour or a day. Its id is (hour or day) × 2^24 + number: new blocks go to the end, and blocks of one age lie together.
 */
import type { DatabaseSyncInstance } from '@photostructure/sqlite';

export type Database = DatabaseSyncInstance;

/** Each migration raises the version by one. Never change a released one: add another. */
export const schemaMigrations: readonly ((db: Database) => void)[] = [
  (db) =>
    db.exec(`
      CREATE TABLE device (id INTEGER PRIMARY KEY, device_id TEXT NOT NULL UNIQUE, used_day INTEGER NOT NULL);
      CREATE TABLE access_point (id INTEGER PRIMARY KEY, access_point_id TEXT NOT NULL UNIQUE);
      CREATE TABLE place (
        id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, record TEXT NOT NULL, access_point INTEGER);
      -- readings of an hour that is not yet over: hour × 2^24 + sequence
      CREATE TABLE chunk (id INTEGER PRIMARY KEY, bytes BLOB NOT NULL);
      CREATE TABLE raw_block (id INTEGER PRIMARY KEY, bytes BLOB NOT NULL);
      CREATE TABLE five_block (id INTEGER PRIMARY KEY, bytes BLOB NOT NULL);
      CREATE TABLE hour_block (id INTEGER PRIMARY KEY, bytes BLOB NOT NULL);
      CREATE TABLE access_point_five_block (id INTEGER PRIMARY KEY, bytes BLOB NOT NULL);
      CREATE TABLE access_point_hour_block (id INTEGER PRIMARY KEY, bytes BLOB NOT NULL);
      CREATE TABLE event (
        id INTEGER PRIMARY KEY, at INTEGER NOT NULL, device INTEGER NOT NULL, type TEXT NOT NULL, record TEXT NOT NULL);
      CREATE TABLE session (
        id INTEGER PRIMARY KEY, device INTEGER NOT NULL, place INTEGER NOT NULL, from_at INTEGER NOT NULL, to_at INTEGER,
        associated_at INTEGER, last_at INTEGER, signals BLOB, min INTEGER, median INTEGER, max INTEGER, sample_count INTEGER,
        tx_before INTEGER, tx_last INTEGER, rx_before INTEGER, rx_last INTEGER, ended_by TEXT, reason TEXT);
      CREATE INDEX session_of_device ON session (device, from_at);
      CREATE INDEX session_open ON session (id) WHERE to_at IS NULL;
    `),
  // sessions of all devices: by start; by end, for those that began earlier
  (db) =>
    db.exec(`
      CREATE INDEX session_begin ON session (from_at);
      CREATE INDEX session_end ON session (to_at, from_at);
    `),
  // why a device could not join is asked of one device, or of the last days
  (db) => db.exec(`CREATE INDEX event_refused ON event (at, device) WHERE type = 'refused'`),
];
