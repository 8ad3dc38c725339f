import { fromHex, leafOf, openErasure, toHex } from '@fit4work/protocol';
import type { ErasureMessage, RefusalCode, Sent } from '../messages.js';
import type { PersonState, Taking } from '../plan.js';

export function parseErasure({ pseudonym, unsealed }: Sent): ErasureMessage {
  const bytes = unsealed();
  return { kind: 'erasure', pseudonym, bytes, leaf: toHex(leafOf(bytes)) };
}

/** What the same batch brought before it is erased with what was stored. What comes after it in the batch is so as it comes. */
export function takeErasure(person: PersonState, message: ErasureMessage, taking: Taking): RefusalCode | undefined {
  const { pseudonym, leaf, bytes } = message;
  const erasure = openErasure(bytes, person.identityKey);
  if (toHex(erasure.pseudonym) !== pseudonym) return 'wrong-pseudonym';
  if (!person.erasures.some((known) => known.leaf === leaf)) {
    person.erasures.push({ leaf, erasure });
    const { identityKey, vaultKey } = person;
    taking.plan.erasures.push({ pseudonym, leaf, erasure, bytes, identityKey, vaultKey });
  }
  taking.touchAllEnded(pseudonym, fromHex(leaf));
  return undefined;
}
