import type { FindingStore, Outbox, Vault } from '../ports.js';
import { SqliteFindings } from './sqlite-findings.js';
import { SqliteOutbox } from './sqlite-outbox.js';
import { openDatabase } from './sqlite-schema.js';
import { SqliteVault } from './sqlite-vault.js';

/**
 * Vault, outbox and findings in one file, which is made if it is not there; closing the vault closes both.
 *
 * @throws AgentError `vault-damaged`
 */
export function openStore(path: string): {
  readonly vault: Vault;
  readonly outbox: Outbox;
  readonly findings: FindingStore;
} {
  const db = openDatabase(path);
  return { vault: new SqliteVault(db), outbox: new SqliteOutbox(db), findings: new SqliteFindings(db) };
}
