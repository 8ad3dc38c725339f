import { AgentError } from '../error.js';
import { damaged, guarded } from './sqlite-damage.js';
import { macKeyCopies } from './sqlite-mac.js';
import type { OpenVault } from './sqlite-open.js';

/**
 * Looks at everything: the structure of the file, every row and every count. Reading alone notices what it meets; this
 * meets everything, and takes about as long as reading the whole file.
 *
 * @returns one sentence for each thing that is not as it was written
 */
export function checkVault({ ledger, tables, noticed }: OpenVault): readonly string[] {
  const { db } = ledger;
  const found = new Set(noticed);
  const look = (ask: () => void): void => {
    try {
      ask();
    } catch (error) {
      if (!(error instanceof AgentError) || error.code !== 'vault-damaged') throw error;
      found.add(error.message);
    }
  };
  look(() => {
    const isSound = (): boolean =>
      guarded('the structure of the file', () => db.pragma('integrity_check(1)', { simple: true })) === 'ok';
    // A page that could not be read once looks like one that is damaged.
    if (!isSound() && !isSound()) throw damaged('the structure of the file');
  });
  look(() => {
    if (macKeyCopies(db) < 2) throw damaged('one of the two copies of the key that authenticates every row');
  });
  look(() => guarded('the count of what is kept', () => ledger.verifyCounts()));
  for (const table of Object.values(tables)) {
    look(() => {
      for (const error of table.check()) found.add(error.message);
    });
  }
  return [...found];
}
