import type { Outbox, Vault } from '../ports.js';
import { SqliteOutbox } from './sqlite-outbox.js';
import { openVault } from './sqlite-schema.js';
import { SqliteVault } from './sqlite-vault.js';

/**
 * Vault and outbox in one file, which is made if it is not there; closing the vault closes both.
 *
 * @param limit what the vault may grow to, in bytes
 * @throws AgentError `vault-damaged`, `disk-full`, `disk-failed`
 */
export function openStore(path: string, limit?: number): { readonly vault: Vault; readonly outbox: Outbox } {
  const open = openVault(path);
  return { vault: new SqliteVault(open, limit), outbox: new SqliteOutbox(open) };
}
