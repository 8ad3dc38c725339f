import { VAULT_THINGS } from '../core/refusal-words/vault-things.js';
import type { PageLogins, StoredLogin } from '../page-logins.js';
import type { OpenVault } from './sqlite-open.js';

const THING = VAULT_THINGS.logins;

/** Logins of the page that wait. */
export class SqliteLogins implements PageLogins {
  readonly #open: OpenVault;

  constructor(open: OpenVault) {
    this.#open = open;
  }

  async add({ digest, expires }: StoredLogin, now: number): Promise<void> {
    const { ledger, tables } = this.#open;
    ledger.transaction(THING, () => {
      for (const row of tables.pageLogin.all('WHERE expires <= ?', now)) tables.pageLogin.remove(row);
      tables.pageLogin.insert({ digest, expires });
    });
  }

  async take(digest: Uint8Array): Promise<StoredLogin | undefined> {
    const { ledger, tables } = this.#open;
    // Whoever makes tokens up has nothing written.
    if (tables.pageLogin.get('WHERE digest = ?', digest) === undefined) return undefined;
    return ledger.transaction(THING, () => {
      const row = tables.pageLogin.get('WHERE digest = ?', digest);
      if (row !== undefined) tables.pageLogin.remove(row);
      return row;
    });
  }
}
