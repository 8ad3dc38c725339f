import { type ConsentRecord, jwsText, openConsent, ProtocolError, seal } from '@fit4work/protocol';
import { withFollowed } from '../core/coach-keys.js';
import { inOrder } from '../core/consent-history.js';
import { rotationsOf } from './sqlite-coach-keys.js';
import { toIdentity } from './sqlite-identity.js';
import { insertRecord, markLost } from './sqlite-records.js';
import type { RecordRow, Tables } from './sqlite-tables.js';

/*
 * Consent of which the row does not verify. What the employee signed needs no row to be believed: a withdrawal that was never
 * sent is nowhere else. Everything else of the row is unknown, so that the record is sealed and sent again.
 */

/**
 * Keeps every consent record that is whole as it was signed. The names of the others are kept where they can be read, so that
 * whoever fetches consent back can be held to them.
 *
 * @param to the new vault, with its identity
 * @param wrecks rows that do not verify: anything may stand in them
 * @returns how many records were kept
 */
export function keepSigned(to: Tables, wrecks: readonly RecordRow[]): number {
  const [row] = to.identity.all();
  if (row === undefined) return 0;
  const { identityPublicKey, pins } = withFollowed(toIdentity(row), rotationsOf(to));
  const signed = new Map<string, Uint8Array>();
  const records: ConsentRecord[] = [];
  for (const wreck of wrecks) {
    const record = openSigned(wreck, identityPublicKey);
    if (record === undefined) {
      if (isNamed(wreck)) markLost(to, wreck.leaf);
    } else {
      records.push(record);
      signed.set(record.id, wreck.bytes);
    }
  }
  // The coach API hears of a grant before it hears of its end.
  for (const { record } of inOrder(records.map((each) => ({ record: each, stored: false, logIndex: undefined })))) {
    const bytes = signed.get(record.id) ?? new Uint8Array();
    insertRecord(to, { kind: 'consent', bytes, payload: seal(bytes, pins.coachBoxKey) });
  }
  return signed.size;
}

function openSigned({ bytes }: RecordRow, key: Uint8Array): ConsentRecord | undefined {
  if (!(bytes instanceof Uint8Array)) return undefined;
  try {
    return openConsent(jwsText(bytes), key);
  } catch (error) {
    if (error instanceof ProtocolError) return undefined;
    throw error;
  }
}

/** One that an earlier repair marked is of no other kind. */
const isNamed = ({ kind, leaf }: RecordRow): boolean =>
  (kind === 'consent' || kind === 'damaged') && leaf instanceof Uint8Array && leaf.length === 32;
