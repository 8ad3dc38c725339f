import { equalBytes, sha256 } from '@fit4work/protocol';
import { withFollowed } from '../core/coach-keys.js';
import { ROTATION } from '../core/letter-kinds.js';
import { VAULT_THINGS } from '../core/refusal-words/vault-things.js';
import type { FollowedRotations, Identity } from '../ports.js';
import { toIdentity } from './sqlite-identity.js';
import type { OpenVault } from './sqlite-open.js';
import { letterParts, type Tables } from './sqlite-tables.js';

/* Rotations of the coach API's keys: they stand among what came from it, under a kind of their own that nobody is shown. */

/** Who the agent is, with the coach API's keys as they were followed. */
export function readIdentity({ ledger, tables }: OpenVault): Identity | undefined {
  return ledger.reading(() => {
    const [row] = tables.identity.whole();
    return row && withFollowed(toIdentity(row), rotationsOf(tables));
  });
}

/** One that was changed on disk leads nowhere, and those after it: the list is asked for again as the agent starts. */
export const rotationsOf = ({ letter }: Tables): readonly Uint8Array[] =>
  letter.findWhole(letterParts(ROTATION).seen).rows.map(({ sealed }) => sealed);

export function writeRotations({ ledger, tables }: OpenVault, { rotations, resealed, at }: FollowedRotations): void {
  const { letter, record } = tables;
  ledger.transaction(VAULT_THINGS.letters, () => {
    for (const sealed of rotations) {
      const digest = sha256(sealed);
      const known = letter.find('WHERE kind = ? AND digest = ?', ROTATION, digest);
      if (known.rows.length + known.damaged.length > 0) continue;
      const row = { kind: ROTATION, digest, sealed, proof: null, acknowledged: at, received: at, problem: null };
      letter.insert({ id: letter.next('id'), ...row });
    }
    for (const { leaf, payload } of resealed) {
      const waiting = record.get('WHERE leaf = ? AND received = 0', leaf);
      if (waiting !== undefined && !equalBytes(waiting.payload, payload)) record.update(waiting, { payload });
    }
  });
}
