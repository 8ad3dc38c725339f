import { randomBytes } from 'node:crypto';
import {
  type ErasureCertificate,
  erasedDigest,
  leafOf,
  type Message,
  type Programme,
  signErasureCertificate,
  signMessage,
  signProgramme,
  toHex,
} from '@fit4work/protocol';
import type { Saying } from '../src/write-message.js';
import { COACH, type ReadWorld } from './read-world.js';
import { DAY, NEXT } from './vault-world.js';

/* What a coach sends, signed by the coach API of a world and told to its agent. */

const salt = (): Uint8Array => new Uint8Array(randomBytes(32));

/** @returns its leaf */
export async function tellMessage(world: ReadWorld, changed: Partial<Message> = {}, logged = true): Promise<string> {
  const { pseudonym } = world.identity;
  const message = { pseudonym, coach: COACH, agent: null, answers: null, text: 'Dag!', report: null };
  const record = signMessage({ ...message, time: world.now, salt: salt(), ...changed }, world.coachApi);
  await world.tell(record, logged, 'message');
  return toHex(leafOf(record));
}

/** A walk of half an hour on both days. @returns its leaf */
export async function tellProgramme(
  world: ReadWorld,
  changed: Partial<Programme> = {},
  logged = true,
): Promise<string> {
  const walk = { kind: 'walk', minutes: 30, target: { kind: 'steps', steps: 3_000 }, note: 'Langs de vaart' } as const;
  const programme: Programme = {
    pseudonym: world.identity.pseudonym,
    coach: COACH,
    id: new Uint8Array(16).fill(3),
    revision: 0,
    title: 'Meer stappen',
    from: DAY,
    until: NEXT,
    sessions: [
      { day: DAY, ...walk },
      { day: NEXT, ...walk },
    ],
    advice: 'Rustig opbouwen.',
    grants: [],
    summaries: [],
    time: world.now,
    salt: salt(),
    ...changed,
  };
  const record = signProgramme(programme, world.coachApi);
  await world.tell(record, logged, 'programme');
  return toHex(leafOf(record));
}

export const saying = (changed: Partial<Saying> = {}): Saying => ({
  ...{ coach: COACH, answers: null, text: 'Dag coach', report: null },
  ...changed,
});

/** What the coach API says to have destroyed. @param leaves of envelopes */
export async function tellCertificate(
  world: ReadWorld,
  leaves: readonly Uint8Array[],
  {
    logged = true,
    ...changed
  }: Pick<ErasureCertificate, 'erasure'> & Partial<ErasureCertificate> & { logged?: boolean },
): Promise<void> {
  const { pseudonym } = world.identity;
  const digest = erasedDigest(leaves);
  const certificate = { pseudonym, envelopes: leaves.length, digest, time: world.now, salt: salt(), ...changed };
  await world.tell(signErasureCertificate(certificate, world.coachApi), logged, 'erasure');
}
