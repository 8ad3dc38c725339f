import {
  type ConsentRecord,
  equalBytes,
  fromHex,
  type Grant,
  jwsText,
  leafOf,
  MAX_CONSENTS,
  MAX_JWS,
  openConsent,
  toHex,
} from '@fit4work/protocol';
import type { ConsentMessage, RefusalCode, Sent } from '../messages.js';
import type { PersonState, Plan, Taking } from '../plan.js';

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
    if (record.kind === 'grant' && !isOurs(record.grant, taking)) return 'wrong-controller';
    if (person.consents.size >= MAX_CONSENTS && !endsOneAlive(person, record)) return 'too-large';
    person.consents.set(record.id, record);
    taking.plan.consents.push(message);
    // A withdrawal destroys at once, whatever its time says: it only ever narrows.
    if (record.kind === 'withdrawal') end(taking.plan, message.pseudonym, record.withdrawal.grant);
  }
  if (record.kind === 'grant') taking.touchAll(message.pseudonym, fromHex(message.leaf));
  else taking.touchAllEnded(message.pseudonym, fromHex(message.leaf));
  return undefined;
}

/** Whoever has filled the room can always take back what was given (SPEC.md clause 8.8). */
function endsOneAlive({ consents }: PersonState, record: ConsentRecord): boolean {
  if (record.kind === 'grant') return false;
  const { grant } = record.withdrawal;
  const isWithdrawn = [...consents.values()].some(
    (known) => known.kind === 'withdrawal' && known.withdrawal.grant === grant,
  );
  return consents.has(grant) && !isWithdrawn;
}

/** A grant to another service is none here, though the same person signed it (SPEC.md clause 8.2). */
const isOurs = ({ controller }: Grant, { controllers }: Taking): boolean =>
  controllers.some((keyId) => equalBytes(controller, keyId));

function end(plan: Plan, pseudonym: string, grant: string): void {
  plan.ended.push({ pseudonym, grant });
  const kept = plan.releases.filter(
    (message) => message.pseudonym !== pseudonym || toHex(message.release.grant) !== grant,
  );
  plan.releases.splice(0, plan.releases.length, ...kept);
}
