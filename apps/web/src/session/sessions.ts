import { dirname } from 'node:path';
import { DatabaseSync, type DatabaseSyncInstance } from '@photostructure/sqlite';
import { makeFolder } from '#privacy';
import { newId, opened, placeOf, sealed } from './sealing.ts';
import type { Held, Person } from './session.ts';

/** How long somebody stays signed in, in milliseconds. */
export interface Lasting {
  /** Without asking for anything. */
  readonly idle: number;
  /** At the most, from signing in. */
  readonly most: number;
}

/** What the services are asked with, and how it is made fresh. */
export interface Tokens {
  readonly access: string;
  readonly refresh?: string | undefined;
  readonly id?: string | undefined;
  /** Milliseconds the access token is good for. */
  readonly lasts?: number | undefined;
}

/** What is kept of a session. */
interface Kept {
  readonly person: Person;
  readonly tokens: Tokens;
  /** The instant from which the access token is no longer relied on. */
  readonly freshUntil: number;
  readonly csrf: string;
  readonly told?: string | undefined;
}

/** Everyone who is signed in here, in one small file. What is kept is sealed under what only its own browser keeps. */
export class Sessions {
  private readonly database: DatabaseSyncInstance;

  constructor(
    file: string,
    private readonly lasting: Lasting,
    private readonly now: () => number,
  ) {
    makeFolder(dirname(file));
    this.database = new DatabaseSync(file, { timeout: 5_000 });
    this.database.exec(`
      PRAGMA journal_mode = WAL;
      PRAGMA secure_delete = ON;
      CREATE TABLE IF NOT EXISTS sessions (place TEXT PRIMARY KEY, content BLOB NOT NULL, begun INTEGER NOT NULL,
        seen INTEGER NOT NULL) WITHOUT ROWID;
      CREATE TABLE IF NOT EXISTS kept (place TEXT PRIMARY KEY, content BLOB NOT NULL, until INTEGER NOT NULL)
        WITHOUT ROWID;`);
  }

  /** Signs somebody in under an id that was never used before, and answers it: what the browser had is no use. */
  begin(person: Person, tokens: Tokens): string {
    const id = newId();
    const now = this.now();
    this.sweep(now);
    const kept: Kept = { person, tokens, freshUntil: freshUntil(tokens, now), csrf: newId() };
    this.database
      .prepare('INSERT INTO sessions (place, content, begun, seen) VALUES (?, ?, ?, ?)')
      .run(placeOf(id), sealed(id, kept), now, now);
    return id;
  }

  /** The session of an id, which counts as seen now; whose it was, where it has run out; undefined where there is none. */
  find(id: string): { readonly session: Held } | { readonly over: Person } | undefined {
    const place = placeOf(id);
    const row = this.database.prepare('SELECT content, begun, seen FROM sessions WHERE place = ?').get(place) as
      { readonly content: Uint8Array; readonly begun: number; readonly seen: number } | undefined;
    const kept = row === undefined ? undefined : (opened(id, row.content) as Kept | undefined);
    if (row === undefined || kept === undefined) return undefined;
    const now = this.now();
    if (now - row.begun >= this.lasting.most || now - row.seen >= this.lasting.idle) return { over: kept.person };
    if (now - row.seen >= seenEveryMs) {
      this.database.prepare('UPDATE sessions SET seen = ? WHERE place = ?').run(now, place);
    }
    return { session: this.held(id, kept) };
  }

  /** Signs out: the id opens nothing any more, whoever has it. */
  end(id: string): void {
    this.database.prepare('DELETE FROM sessions WHERE place = ?').run(placeOf(id));
  }

  /** Keeps something for so long under a new id, which it answers: it alone opens it. */
  keep(value: unknown, ms: number): string {
    const id = newId();
    this.database
      .prepare('INSERT INTO kept (place, content, until) VALUES (?, ?, ?)')
      .run(placeOf(id), sealed(id, value), this.now() + ms);
    return id;
  }

  /** What is kept under an id. */
  kept(id: string): unknown {
    const row = this.database
      .prepare('SELECT content FROM kept WHERE place = ? AND until > ?')
      .get(placeOf(id), this.now()) as { readonly content: Uint8Array } | undefined;
    return row && opened(id, row.content);
  }

  /** What was kept under an id, once: then it is gone. */
  take(id: string): unknown {
    const value = this.kept(id);
    this.database.prepare('DELETE FROM kept WHERE place = ?').run(placeOf(id));
    return value;
  }

  close(): void {
    this.database.close();
  }

  /** What ran out a day ago or more: until then it tells whose form it was that came too late. */
  private sweep(now: number): void {
    const { most, idle } = this.lasting;
    this.database
      .prepare('DELETE FROM sessions WHERE begun <= ? OR seen <= ?')
      .run(now - most - dayMs, now - idle - dayMs);
    this.database.prepare('DELETE FROM kept WHERE until <= ?').run(now);
  }

  private held(id: string, kept: Kept): Held {
    const keep = (changed: Kept): void => {
      this.database.prepare('UPDATE sessions SET content = ? WHERE place = ?').run(sealed(id, changed), placeOf(id));
    };
    return {
      id,
      person: kept.person,
      token: kept.tokens.access,
      idToken: kept.tokens.id,
      refreshToken: this.now() < kept.freshUntil ? undefined : kept.tokens.refresh,
      csrf: kept.csrf,
      renew: (person, tokens) => {
        // A provider that keeps the refresh token or the ID token as they were does not tell them again.
        const all = {
          ...tokens,
          refresh: tokens.refresh ?? kept.tokens.refresh,
          id: tokens.id ?? kept.tokens.id,
        };
        const renewed = { ...kept, person, tokens: all, freshUntil: freshUntil(all, this.now()) };
        keep(renewed);
        return this.held(id, renewed);
      },
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

/** A minute before the provider says it is over: an answer may take a while. */
function freshUntil({ lasts }: Tokens, now: number): number {
  return lasts === undefined ? Number.MAX_SAFE_INTEGER : now + lasts - 60_000;
}

/** When somebody was last seen is kept to the minute: reading costs no write. */
const seenEveryMs = 60_000;
const dayMs = 86_400_000;
