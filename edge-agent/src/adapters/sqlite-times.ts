import type { BelievedTimes } from '../core/believed-time.js';
import { VAULT_THINGS } from '../core/refusal-words/vault-things.js';
import type { NewRecord, ProvenRecord } from '../ports.js';
import { putBackConsent } from './sqlite-consent.js';
import { damaged } from './sqlite-damage.js';
import type { Fence } from './sqlite-fence.js';
import { SqliteLetters } from './sqlite-letters.js';
import type { OpenVault } from './sqlite-open.js';
import { insertRecord } from './sqlite-records.js';
import type { BelievedRow, Tables } from './sqlite-tables.js';

const THING = VAULT_THINGS.times;
const HELD = VAULT_THINGS.grantsUnconfirmed;

/** What time it is at least, and which grants were seen to have lapsed, or wait to be confirmed. */
export class SqliteTimes extends SqliteLetters {
  readonly #vault: OpenVault;

  constructor(open: OpenVault, fence: Fence) {
    super(open, fence);
    this.#vault = open;
  }

  async believedTimes(): Promise<BelievedTimes> {
    const { receipt, witnessed } = believedRow(this.#vault.tables);
    return { receipt, witnessed };
  }

  async believeWitnesses(time: number): Promise<void> {
    if (believedRow(this.#vault.tables).witnessed >= time) return;
    this.#vault.ledger.transaction(THING, () => {
      const { believed } = this.#vault.tables;
      const row = believedRow(this.#vault.tables);
      if (row.witnessed < time) believed.update(row, { witnessed: time });
    });
  }

  async lapsedGrants(): Promise<ReadonlySet<string>> {
    return new Set(this.#vault.tables.lapsed.whole().map(({ grant_id }) => grant_id));
  }

  async addLapsedGrants(ids: readonly string[]): Promise<void> {
    const { lapsed } = this.#vault.tables;
    this.#vault.ledger.transaction(THING, () => {
      for (const grant_id of ids) lapsed.put({ grant_id });
    });
  }

  async heldGrants(): Promise<ReadonlySet<string>> {
    return new Set(this.#vault.tables.heldGrant.whole().map(({ grant_id }) => grant_id));
  }

  async holdGrants(ids: readonly string[]): Promise<void> {
    const { heldGrant } = this.#vault.tables;
    this.#vault.ledger.transaction(HELD, () => {
      for (const grant_id of ids) heldGrant.put({ grant_id });
    });
  }

  async restoreConsent(lost: readonly ProvenRecord[], held: readonly string[]): Promise<void> {
    const { tables, ledger } = this.#vault;
    ledger.transaction(VAULT_THINGS.records, () => {
      putBackConsent(tables, lost);
      for (const grant_id of held) tables.heldGrant.put({ grant_id });
    });
  }

  async confirmGrants(ids: readonly string[], records: readonly NewRecord[]): Promise<void> {
    const { heldGrant } = this.#vault.tables;
    this.#vault.ledger.transaction(HELD, () => {
      for (const row of heldGrant.whole().filter(({ grant_id }) => ids.includes(grant_id))) heldGrant.remove(row);
      for (const record of records) insertRecord(this.#vault.tables, record);
    });
  }
}

/** Part of the transaction that takes a receipt. */
export function believeReceipt(tables: Tables, time: number): void {
  const row = believedRow(tables);
  if (row.receipt < time) tables.believed.update(row, { receipt: time });
}

/** The row is made with the vault. */
function believedRow({ believed }: Tables): BelievedRow {
  const [row] = believed.whole();
  if (row === undefined) throw damaged(THING);
  return row;
}
