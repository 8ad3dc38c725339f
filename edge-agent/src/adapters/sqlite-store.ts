import type { Outbox, Vault } from '../ports.js';
import { SqliteOutbox } from './sqlite-outbox.js';
import { openDatabase } from './sqlite-schema.js';
import { SqliteVault } from './sqlite-vault.js';

/**
 * Vault and outbox in one file, which is made if it is not there; closing the vault closes both.
 *
 * @throws AgentError `vault-damaged`
 */
export function openStore(path: string): { readonly vault: Vault; readonly outbox: Outbox } {
  const db = openDatabase(path);
  return { vault: new SqliteVault(db), outbox: new SqliteOutbox(db) };
}
