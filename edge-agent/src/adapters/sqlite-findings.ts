import { CONDITIONS, type Finding, INCIDENTS } from '../core/findings.js';
import { VAULT_THINGS } from '../core/refusal-words/vault-things.js';
import type { FindingChange, FindingStore } from '../ports.js';
import type { Fence } from './sqlite-fence.js';
import { LOST, readLost } from './sqlite-lost-codes.js';
import type { OpenVault } from './sqlite-open.js';
import type { FindingRow, Tables } from './sqlite-tables.js';

const THING = VAULT_THINGS.findings;

/** Findings in SQLite, a row for each code. Two processes may write at once: counts are added, never set. */
export class SqliteFindings implements FindingStore {
  readonly #open: OpenVault;
  readonly #fence: Fence;

  constructor(open: OpenVault, fence: Fence) {
    this.#open = open;
    this.#fence = fence;
  }

  async findings(): Promise<readonly Finding[]> {
    const rows = this.#open.tables.finding.whole('', 'ORDER BY first, code');
    const lost = readLost(rows.map(({ code }) => code));
    return rows.flatMap(({ code, ended, ...row }): readonly Finding[] => {
      const known = [...CONDITIONS, ...INCIDENTS].find((each) => each === code);
      if (known === undefined) return [];
      return [{ ...row, code: known, ended: ended ?? undefined, ...(known === LOST && { lost }) }];
    });
  }

  async addFinding({ code, first, since, last, ended, count }: FindingChange): Promise<void> {
    const { ledger, tables } = this.#open;
    ledger.transaction(THING, () => {
      // What one noticed who compared with the chain of another agent accuses nobody.
      this.#fence.check();
      addFindingRow(tables, { code, first, since, last, ended: ended ?? null, count });
    });
  }
}

/** Part of a transaction: adds the count, keeps the first time, and takes the rest as it is. */
export function addFindingRow({ finding }: Tables, row: FindingRow): void {
  const before = finding.get('WHERE code = ?', row.code);
  finding.put({ ...row, first: before?.first ?? row.first, count: row.count + (before?.count ?? 0) });
}
