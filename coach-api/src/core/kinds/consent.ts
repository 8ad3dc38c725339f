import { fromHex, jwsText, leafOf, MAX_JWS, openConsent, toHex } from '@fit4work/protocol';
import type { PersonState, Plan, Taking } from '../batch.js';
import type { RefusalCode, Sent } from '../incoming.js';

export interface ConsentMessage {
  readonly kind: 'consent';
  readonly pseudonym: string;
  readonly text: string;
  readonly leaf: string;
}

/** The bytes of a JWS travel sealed: consent tells the broker nothing (SPEC.md clause 8.6). */
export function parseConsent({ pseudonym, unsealed }: Sent): ConsentMessage {
  const bytes = unsealed(MAX_JWS);
  return { kind: 'consent', pseudonym, text: jwsText(bytes), leaf: toHex(leafOf(bytes)) };
}

export function takeConsent(person: PersonState, message: ConsentMessage, taking: Taking): RefusalCode | undefined {
  const record = openConsent(message.text, person.identityKey);
  const about = record.kind === 'grant' ? record.grant.pseudonym : record.withdrawal.pseudonym;
  if (toHex(about) !== message.pseudonym) return 'wrong-pseudonym';
  if (!person.consents.has(record.id)) {
    person.consents.set(record.id, record);
    taking.plan.consents.push(message);
    // A withdrawal destroys at once, whatever its time says: it only ever narrows.
    if (record.kind === 'withdrawal') end(taking.plan, message.pseudonym, record.withdrawal.grant);
  }
  taking.touchAll(message.pseudonym, fromHex(message.leaf));
  return undefined;
}

function end(plan: Plan, pseudonym: string, grant: string): void {
  plan.ended.push({ pseudonym, grant });
  const kept = plan.releases.filter(
    (message) => message.pseudonym !== pseudonym || toHex(message.release.grant) !== grant,
  );
  plan.releases.splice(0, plan.releases.length, ...kept);
}
