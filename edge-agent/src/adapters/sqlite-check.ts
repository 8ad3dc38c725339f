import type { Said } from '../core/language.js';
import { VAULT_THINGS } from '../core/refusal-words/vault-things.js';
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
export function checkVault({ ledger, tables, noticed }: Omit<OpenVault, 'close'>): readonly Said[] {
  const { db } = ledger;
  const found = new Map(noticed.map((said) => [said.en, said]));
  const note = ({ said }: AgentError): unknown => found.set(said.en, said);
  const look = (ask: () => void): void => {
    try {
      ask();
    } catch (error) {
      if (!(error instanceof AgentError) || error.code !== 'vault-damaged') throw error;
      note(error);
    }
  };
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
      for (const error of table.check()) note(error);
    });
  }
  return [...found.values()];
}
