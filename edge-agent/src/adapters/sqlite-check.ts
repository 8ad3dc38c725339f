import type { Said } from '../core/language.js';
import { VAULT_THINGS } from '../core/refusal-words/vault-things.js';
import { AgentError } from '../error.js';
import { damaged, guarded } from './sqlite-damage.js';
import { macKeyCopies } from './sqlite-mac.js';
import type { OpenVault } from './sqlite-open.js';

/** Takes note of what is damaged of that which is looked at. */
type Look = (ask: () => void) => void;

const noting =
  (found: Map<string, Said>): Look =>
  (ask) => {
    try {
      ask();
    } catch (error) {
      if (!(error instanceof AgentError) || error.code !== 'vault-damaged') throw error;
      found.set(error.said.en, error.said);
    }
  };

/**
 * Looks at the keys and releases that were delivered, which nothing else reads until they are wanted again: two rows for each day.
 *
 * @returns one sentence where one of them is not as it was written
 */
export function checkDelivered({ tables }: OpenVault): readonly Said[] {
  const found = new Map<string, Said>();
  noting(found)(() => tables.record.whole('delivered'));
  return [...found.values()];
}

/**
 * Looks at everything: the structure of the file, every row and every count. Reading alone notices what it meets; this
 * meets everything, and takes about as long as reading the whole file.
 *
 * @returns one sentence for each thing that is not as it was written
 */
export function checkVault({ ledger, tables, noticed }: Omit<OpenVault, 'close'>): readonly Said[] {
  const { db } = ledger;
  const found = new Map(noticed.map((said) => [said.en, said]));
  const look = noting(found);
  look(() => {
    const isSound = (): boolean =>
      guarded(VAULT_THINGS.structure, () => db.pragma('integrity_check(1)', { simple: true })) === 'ok';
    // A page that could not be read once looks like one that is damaged.
    if (!isSound() && !isSound()) throw damaged(VAULT_THINGS.structure);
  });
  look(() => {
    if (macKeyCopies(db) < 2) throw damaged(VAULT_THINGS.macKeyCopy);
  });
  look(() => guarded(VAULT_THINGS.counts, () => ledger.verifyCounts()));
  for (const table of Object.values(tables)) {
    look(() => {
      for (const { said } of table.check()) found.set(said.en, said);
    });
  }
  return [...found.values()];
}
