import type { PageLogins } from '../page-logins.js';
import type { FindingStore, Outbox, Vault } from '../ports.js';
import { Fence } from './sqlite-fence.js';
import { SqliteFindings } from './sqlite-findings.js';
import { SqliteLogins } from './sqlite-logins.js';
import { openThoughFull, openVault } from './sqlite-open.js';
import { SqliteOutbox } from './sqlite-outbox.js';
import { SqliteVault } from './sqlite-vault.js';

interface Store {
  readonly vault: Vault;
  readonly outbox: Outbox;
  readonly logins: PageLogins;
  readonly findings: FindingStore;
}

/**
 * Vault and outbox in one file, which is made if it is not there; closing the vault closes both.
 *
 * @param limit what the vault may grow to, in bytes
 * @param stays whether it is kept open for long
 * @throws AgentError `vault-damaged`, `disk-full`, `disk-failed`
 */
export function openStore(path: string, limit?: number, stays = true): Store {
  const open = stays ? openVault(path) : openThoughFull(path);
  const fence = new Fence(open);
  return {
    ...{ vault: new SqliteVault(open, { fence, limit }), outbox: new SqliteOutbox(open, fence) },
    ...{ logins: new SqliteLogins(open), findings: new SqliteFindings(open, fence) },
  };
}
