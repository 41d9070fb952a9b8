import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync, type DatabaseSyncInstance } from '@photostructure/sqlite';
import { newId, opened, placeOf, sealed } from './sealing.ts';
import type { Held, Person } from './session.ts';

/** How long somebody stays signed in, in milliseconds. */
export interface Lasting {
  /** Without asking for anything. */
  readonly idle: number;
  /** At the most, from signing in. */
  readonly most: number;
}

/** What is kept of a session. */
export interface Kept {
  readonly person: Person;
  readonly token: string;
  readonly csrf: string;
  readonly told?: string | undefined;
}

/** Everyone who is signed in here, in one small file. Each session is sealed under what only its own browser keeps. */
export class Sessions {
  private readonly database: DatabaseSyncInstance;

  constructor(
    file: string,
    private readonly lasting: Lasting,
    private readonly now: () => number,
  ) {
    mkdirSync(dirname(file), { recursive: true });
    this.database = new DatabaseSync(file);
    this.database.exec(`
      PRAGMA journal_mode = WAL;
      PRAGMA secure_delete = ON;
      CREATE TABLE IF NOT EXISTS sessions (place TEXT PRIMARY KEY, content BLOB NOT NULL, begun INTEGER NOT NULL,
        seen INTEGER NOT NULL) WITHOUT ROWID;`);
  }

  /** Signs somebody in under an id that was never used before, and answers it: what the browser had is no use. */
  begin(person: Person, token: string): string {
    const id = newId();
    const now = this.now();
    this.database
      .prepare('DELETE FROM sessions WHERE begun <= ? OR seen <= ?')
      .run(now - this.lasting.most, now - this.lasting.idle);
    this.database
      .prepare('INSERT INTO sessions (place, content, begun, seen) VALUES (?, ?, ?, ?)')
      .run(placeOf(id), sealed(id, { person, token, csrf: newId() } satisfies Kept), now, now);
    return id;
  }

  /** The session of an id, where it has not run out; it counts as seen now. */
  find(id: string): Held | undefined {
    const place = placeOf(id);
    const row = this.database.prepare('SELECT content, begun, seen FROM sessions WHERE place = ?').get(place) as
      { readonly content: Uint8Array; readonly begun: number; readonly seen: number } | undefined;
    if (row === undefined) return undefined;
    const now = this.now();
    const kept = opened(id, row.content) as Kept | undefined;
    if (kept === undefined || now - row.begun >= this.lasting.most || now - row.seen >= this.lasting.idle) {
      this.end(id);
      return undefined;
    }
    if (now - row.seen >= seenEveryMs) {
      this.database.prepare('UPDATE sessions SET seen = ? WHERE place = ?').run(now, place);
    }
    return this.held(id, kept);
  }

  /** Signs out: the id opens nothing any more, whoever has it. */
  end(id: string): void {
    this.database.prepare('DELETE FROM sessions WHERE place = ?').run(placeOf(id));
  }

  close(): void {
    this.database.close();
  }

  private held(id: string, kept: Kept): Held {
    const keep = (changed: Kept): void => {
      this.database.prepare('UPDATE sessions SET content = ? WHERE place = ?').run(sealed(id, changed), placeOf(id));
    };
    return {
      id,
      person: kept.person,
      token: kept.token,
      csrf: kept.csrf,
      tell: (said) => {
        keep({ ...kept, told: said });
      },
      takeTold: () => {
        if (kept.told !== undefined) keep({ ...kept, told: undefined });
        return kept.told;
      },
    };
  }
}

/** When somebody was last seen is kept to the minute: reading costs no write. */
const seenEveryMs = 60_000;
