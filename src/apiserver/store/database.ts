/**
 * The file behind the store: node:sqlite, one row an object, every commit on disk before it is acknowledged. A commit goes
 * to the write-ahead log; what moves it from there to its place costs tens of milliseconds, so that waits for a quiet
 * moment, or for a log that has grown large.
 */
import { chmodSync, closeSync, mkdirSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { GastownError, messageOf } from '../../errors.ts'
import { Entry, type Key } from './entry.ts'

export type Change = { readonly key: Key; readonly entry: Entry | undefined }

export interface Database {
  entries(): Iterable<Entry>
  /** The last version that was given out. */
  version(): number
  commit(changes: readonly Change[], version: number): void
  close(): void
}

const quietMs = 1000
/** Characters of objects; the log holds them in whole pages. */
const mostLogged = 16 * 1024 * 1024

/** Holds the file locked: a second server on the same folder gets a conflict. */
export function openDatabase(dataDir: string): Database {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  chmodSync(dataDir, 0o700)
  const file = join(dataDir, 'objects.db')
  closeSync(openSync(file, 'a', 0o600))
  chmodSync(file, 0o600)
  const sqlite = new DatabaseSync(file)
  try {
    prepare(sqlite)
  } catch (error) {
    sqlite.close()
    if (isFull(error)) throw noSpace(dataDir, error)
    const busy = /locked|busy/i.test(messageOf(error))
    if (!busy) throw new GastownError('cannot-start', `Cannot read ${file}: ${messageOf(error)}`, { cause: error })
    throw new GastownError('conflict', `Another API server uses ${dataDir}.`, { cause: error })
  }
  return statements(sqlite, dataDir)
}

function prepare(sqlite: DatabaseSync): void {
  sqlite.exec(`
    PRAGMA locking_mode = EXCLUSIVE;
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL;
    PRAGMA secure_delete = ON;
    PRAGMA wal_autocheckpoint = 0;
    PRAGMA journal_size_limit = 4194304;
    BEGIN IMMEDIATE;
    CREATE TABLE IF NOT EXISTS objects (
      resource TEXT NOT NULL, namespace TEXT NOT NULL, name TEXT NOT NULL,
      version INTEGER NOT NULL, json TEXT NOT NULL,
      PRIMARY KEY (resource, namespace, name)
    );
    CREATE TABLE IF NOT EXISTS counter (id INTEGER PRIMARY KEY CHECK (id = 1), version INTEGER NOT NULL);
    INSERT OR IGNORE INTO counter VALUES (1, 1);
    COMMIT;
  `)
}

function statements(sqlite: DatabaseSync, dataDir: string): Database {
  const put = sqlite.prepare(
    'INSERT INTO objects VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET version = excluded.version, json = excluded.json',
  )
  const remove = sqlite.prepare('DELETE FROM objects WHERE resource = ? AND namespace = ? AND name = ?')
  const count = sqlite.prepare('UPDATE counter SET version = ?')
  let logged = 0
  const checkpoint = () => {
    logged = 0
    try {
      sqlite.exec('PRAGMA wal_checkpoint(PASSIVE)')
    } catch {
      // The log has everything still. What is wrong with the disk, the next commit tells; and it comes back here.
    }
  }
  const quiet = setTimeout(checkpoint, quietMs).unref()
  return {
    *entries() {
      for (const row of sqlite.prepare('SELECT * FROM objects').iterate()) {
        const key = { resource: String(row.resource), namespace: String(row.namespace), name: String(row.name) }
        yield new Entry(key, Number(row.version), String(row.json))
      }
    },
    version: () => Number(sqlite.prepare('SELECT version FROM counter').get()?.version),
    commit(changes, version) {
      sqlite.exec('BEGIN')
      try {
        for (const { key, entry } of changes) {
          if (entry) put.run(key.resource, key.namespace, key.name, entry.version, entry.text)
          else remove.run(key.resource, key.namespace, key.name)
        }
        count.run(version)
        sqlite.exec('COMMIT')
        quiet.refresh()
      } catch (error) {
        if (sqlite.isTransaction) sqlite.exec('ROLLBACK')
        throw isFull(error) ? noSpace(dataDir, error) : error
      }
      logged += changes.reduce((sum, { entry }) => sum + (entry?.text.length ?? 0), 0)
      if (logged > mostLogged) checkpoint()
    },
    close() {
      clearTimeout(quiet)
      sqlite.close()
    },
  }
}

/** SQLITE_FULL (https://www.sqlite.org/rescode.html#full). */
function isFull(error: unknown): boolean {
  return (error as { readonly errcode?: number }).errcode === 13
}

function noSpace(dataDir: string, cause: unknown): GastownError {
  return new GastownError('no-space', `no space left on the disk of ${dataDir}`, { cause })
}
