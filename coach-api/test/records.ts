import {
  fromBase64Url,
  fromHex,
  keyIdOf,
  leafOf,
  openErasure,
  parseEnvelope,
  parseRelease,
  signingKey,
  toBase64Url,
  toHex,
} from '@fit4work/protocol';
import { InvitationMarks } from '../src/core/invitation-marks.js';
import type {
  ConsentMessage,
  PlannedEnvelope,
  PlannedErasure,
  PlannedKeys,
  PlannedMessage,
  PlannedRelease,
  PlannedRetirement,
} from '../src/core/messages.js';
import { emptyPlan, type Plan } from '../src/core/plan.js';
import type { NewLetter } from '../src/letter-port.js';
import type { Certified, Enrolment, Erasing } from '../src/ports.js';
import type { DayToSeal, Employee } from '../src/testing/employee.js';

/* What the ports of the store take, of records that an agent really makes. */

export const FIRST: DayToSeal = { day: '2026-05-01', windowStart: 1_777_586_400, granularity: 'day' };
export const SECOND: DayToSeal = { day: '2026-05-02', windowStart: 1_777_672_800, granularity: 'day' };
export const JULY: DayToSeal = { day: '2026-07-02', windowStart: 1_782_943_200, granularity: 'day' };
/** Outside of the months that have partitions of their own. */
export const LONG_AGO: DayToSeal = { day: '2001-01-01', windowStart: 978_303_600, granularity: 'day' };

/** Under a key of this service. */
export const MARKS = new InvitationMarks(signingKey(new Uint8Array(32).fill(7)));

const BOX = new Uint8Array(32).fill(9);
export const filled = (length: number, fill: number): Uint8Array => new Uint8Array(length).fill(fill);
export const leafText = (number: number): string => toHex(filled(32, number));

/** Of the signature at the end of a record: bytes that stand nowhere else. */
export const inside = (bytes: Uint8Array): string => Buffer.from(bytes.subarray(-48, -8)).toString('latin1');

export const planOf = (plan: Partial<Plan>): Plan => ({ ...emptyPlan(), ...plan });

export function enrolmentOf(employee: Employee, change: Partial<Enrolment> = {}): Enrolment {
  const { pseudonym, agent, ...keys } = employee.enrolment('');
  const agentKey = fromBase64Url(keys.agentKey);
  return {
    ...{ pseudonym, agent, agentKey, keyId: toBase64Url(keyIdOf(agentKey)) },
    ...{ identityKey: fromBase64Url(keys.identityKey), vaultKey: fromBase64Url(keys.vaultKey) },
    certificate: fromBase64Url(keys.certificate),
    kept: undefined,
    ...change,
  };
}

export function envelopeOf(employee: Employee, day: DayToSeal, erased: string | null = null): PlannedEnvelope {
  const bytes = employee.seal(day);
  return { kind: 'envelope', pseudonym: employee.name, envelope: parseEnvelope(bytes), bytes, erased };
}

export function consentOf(employee: Employee, issued = 1_000): ConsentMessage {
  const { text, id } = employee.grant({ issued });
  return { kind: 'consent', pseudonym: employee.name, text: Buffer.from(text).toString('latin1'), leaf: id };
}

export function releaseOf(employee: Employee, grant: string): PlannedRelease {
  const bytes = employee.release(fromHex(grant), BOX);
  const release = parseRelease(bytes);
  return { kind: 'release', pseudonym: employee.name, release, bytes, leaf: toHex(leafOf(bytes)), narrowed: false };
}

export function keysOf(employee: Employee, day: string): PlannedKeys {
  const bytes = employee.keptKeys(day);
  return { pseudonym: employee.name, bytes, leaf: toHex(leafOf(bytes)), day };
}

export function messageOf(employee: Employee, answers: string | null, sealed = filled(300, 4)): PlannedMessage {
  const leaf = toHex(leafOf(employee.message()));
  return { pseudonym: employee.name, leaf, coach: 'coach-1', time: 5, answers, sealed };
}

export function retirementOf(employee: Employee, agent: number, lastSequence: number): PlannedRetirement {
  const bytes = employee.retirement(agent, lastSequence);
  return { pseudonym: employee.name, bytes, leaf: toHex(leafOf(bytes)), agent, lastSequence };
}

export function erasureOf(employee: Employee): PlannedErasure {
  const bytes = employee.erasure();
  const erasure = openErasure(bytes, employee.identity.publicKey);
  const keys = { identityKey: employee.identity.publicKey, vaultKey: employee.vault.publicKey };
  return { pseudonym: employee.name, leaf: toHex(leafOf(bytes)), erasure, bytes, ...keys };
}

/** Something of the store that is sealed to this service. */
export interface Sealed {
  readonly leaf: string;
  readonly pseudonym: string;
  readonly bytes: Uint8Array;
}

/** An erasing that remembers what it certified. */
export class Certifier implements Erasing {
  readonly narrowed: Erasing['narrowed'];
  readonly certified: (readonly Uint8Array[])[] = [];

  constructor(narrowed: Erasing['narrowed'] = []) {
    this.narrowed = narrowed;
  }

  readonly certify = async (_: PlannedErasure, leaves: readonly Uint8Array[]): Promise<Certified> => {
    this.certified.push(leaves);
    const leaf = leafText(100 + this.certified.length);
    return { leaf, time: 7, sealed: filled(200, 1), own: filled(200, 2) };
  };
}

export const letterOf = (employee: Employee, number: number, change: Partial<NewLetter> = {}): NewLetter => ({
  ...{ leaf: leafText(number), pseudonym: employee.name, kind: 'programme', coach: 'coach-1', time: number },
  ...{ forPerson: filled(200, number), forCoach: filled(100, number) },
  ...change,
});
