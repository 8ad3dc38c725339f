import { CONDITIONS, type Finding, INCIDENTS } from '../core/findings.js';
import { VAULT_THINGS } from '../core/refusal-words/vault-things.js';
import type { FindingChange, FindingStore } from '../ports.js';
import type { Fence } from './sqlite-fence.js';
import type { OpenVault } from './sqlite-open.js';

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
    return rows.flatMap(({ code, ended, ...row }): readonly Finding[] => {
      const known = [...CONDITIONS, ...INCIDENTS].find((each) => each === code);
      return known === undefined ? [] : [{ ...row, code: known, ended: ended ?? undefined }];
    });
  }

  async addFinding({ ended, ...change }: FindingChange): Promise<void> {
    const { ledger, tables } = this.#open;
    ledger.transaction(THING, () => {
      // What one noticed who compared with the chain of another agent accuses nobody.
      this.#fence.check();
      const before = tables.finding.get('WHERE code = ?', change.code);
      tables.finding.put({
        ...change,
        first: before?.first ?? change.first,
        ended: ended ?? null,
        count: change.count + (before?.count ?? 0),
      });
    });
  }
}
