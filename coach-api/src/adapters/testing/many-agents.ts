import Sqlite from 'better-sqlite3';

/** Somebody with one agent, as rows have it. */
export interface AgentRow {
  readonly pseudonym: string;
  readonly identityKey: Uint8Array;
  readonly identityId: string;
  readonly vaultKey: Uint8Array;
  readonly key: Uint8Array;
  readonly keyId: string;
  readonly certificate: Uint8Array;
}

/** Enrols many in one transaction beside the service that has the database open. */
export function insertAgents(path: string, rows: readonly AgentRow[]): void {
  const db = new Sqlite(path);
  try {
    db.pragma('busy_timeout = 60000');
    const person = db.prepare(
      'INSERT INTO persons (pseudonym, identity_key, identity_id, vault_key, enrolled, challenge) VALUES (?, ?, ?, ?, 0, 1)',
    );
    const agent = db.prepare('INSERT INTO agents (pseudonym, agent, key, key_id, certificate) VALUES (?, 1, ?, ?, ?)');
    db.transaction(() => {
      for (const row of rows) {
        person.run(row.pseudonym, Buffer.from(row.identityKey), row.identityId, Buffer.from(row.vaultKey));
        agent.run(row.pseudonym, Buffer.from(row.key), row.keyId, Buffer.from(row.certificate));
      }
    })();
  } finally {
    db.close();
  }
}
