import Database from 'better-sqlite3';
import type { PageLogins, StoredLogin } from '../page-logins.js';

/** Logins of the page that wait. A row that is lost or changed opens nothing, so that it needs no authentication of its own. */
export const LOGIN_SCHEMA = `
CREATE TABLE page_login (digest BLOB PRIMARY KEY, expires INTEGER NOT NULL) WITHOUT ROWID;
`;

/** In the vault's file, which is there already. It is opened for a moment each time: logins are rare. */
export class SqliteLogins implements PageLogins {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  async add({ digest, expires }: StoredLogin, now: number): Promise<void> {
    this.#with((db) =>
      db
        .transaction(() => {
          db.prepare('DELETE FROM page_login WHERE expires <= ?').run(now);
          db.prepare('INSERT INTO page_login VALUES (?, ?)').run(digest, expires);
        })
        .immediate(),
    );
  }

  async take(digest: Uint8Array): Promise<StoredLogin | undefined> {
    return this.#with((db) =>
      db.prepare<[Uint8Array], StoredLogin>('DELETE FROM page_login WHERE digest = ? RETURNING *').get(digest),
    );
  }

  #with<T>(use: (db: Database.Database) => T): T {
    const db = new Database(this.#path, { fileMustExist: true });
    try {
      db.pragma('busy_timeout = 5000');
      db.pragma('secure_delete = ON');
      return use(db);
    } finally {
      db.close();
    }
  }
}
