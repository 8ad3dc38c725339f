import {
  type BoxKeyPair,
  type ConsentRecord,
  type Erasure,
  fromHex,
  headsOf,
  identityKey,
  jwsBytes,
  jwsText,
  leafOf,
  METRICS,
  openConsent,
  ProtocolError,
  parseKeptKeys,
  parseRelease,
  type SigningKey,
  seal,
  signErasure,
  signingKey,
  signRelease,
  signWithdrawal,
  toHex,
  vaultKey,
  wipe,
} from '@fit4work/protocol';
import { openChunk } from './core/chunk.js';
import { type GrantRecord, unwithdrawn } from './core/consent-history.js';
import { releasedKeys, unsealDayKeys } from './core/day-keys.js';
import { isErased } from './core/erased-days.js';
import { AgentError } from './error.js';
import { consentAmong } from './own-consent.js';
import type { Person } from './person.js';
import type { DayKeys, Entropy, ErasurePlan, HeldDays, Identity, NewRecord, OutboxRecord } from './ports.js';

/** What is asked, and what makes it. */
export interface ErasureAsk extends Pick<Erasure, 'from' | 'until' | 'start' | 'end'> {
  /** Everything: what is shared ends with it. */
  readonly all: boolean;
  readonly root: Uint8Array;
  /** Unix seconds */
  readonly now: number;
  readonly entropy: Entropy;
}

/** Keys in one release: a release carries at most 512. */
const DAYS_PER_RELEASE = 56;

/**
 * What an erasure destroys and sends, given what is held. The withdrawals go out before the erasure; what was to be released
 * of other days, and went with a release that holds keys of these, is released anew.
 */
export function planErasure({ identity, zone }: Person, ask: ErasureAsk, held: HeldDays): ErasurePlan {
  const { from, until, start, end, now, all } = ask;
  const signer = identityKey(ask.root);
  const consent = consentAmong(held.records, identity).kept.map(({ record }) => record);
  const ended = all ? withdrawals(identity, { ask, consent, signer }) : { records: [], consent };
  const { pseudonym } = identity;
  const bytes = signErasure({ pseudonym, from, until, start, end, issued: now, salt: ask.entropy(32) }, signer);
  const drop = held.records.filter((record) => holdsKeys(record, { ask, consent }));
  const lost = new Set(drop.filter(({ received }) => !received).flatMap(grantOf));
  const key = vaultKey(ask.root);
  const rest = held.dayKeys.filter(({ day }) => !isErased(day, [ask]));
  // Of a grant that has not begun by a wrong clock as well: what may not go yet is held as it goes out.
  const again = unwithdrawn(ended.consent)
    .filter(({ id, grant }) => lost.has(id) && grant.expires > now)
    .flatMap((grant) => releasesOf(identity, { grant, consent: ended.consent, days: rest, key }));
  const counts = all ? EVERYTHING : countSamples(held, { zone, key, ask });
  wipe(key.secret);
  const erasure: NewRecord = { kind: 'erasure', bytes, payload: seal(bytes, identity.pins.coachBoxKey) };
  return {
    erasure: { leaf: leafOf(bytes), from, until, start, end, issued: now },
    records: [...ended.records, erasure, ...again],
    drop: drop.map(({ leaf }) => leaf),
    counts,
  };
}

const EVERYTHING = Object.fromEntries(METRICS.map((metric) => [metric, Number.MAX_SAFE_INTEGER]));

/** Of every grant that none names yet, one after the other: a wrong clock must leave none alive. */
function withdrawals(
  { pseudonym, pins, identityPublicKey }: Identity,
  { ask, consent, signer }: { ask: ErasureAsk; consent: readonly ConsentRecord[]; signer: SigningKey },
): { readonly records: readonly NewRecord[]; readonly consent: readonly ConsentRecord[] } {
  const records: NewRecord[] = [];
  const after = [...consent];
  for (const { id } of unwithdrawn(consent)) {
    const withdrawal = { pseudonym, grant: id, issued: ask.now, after: headsOf(after), salt: ask.entropy(32) };
    const bytes = jwsBytes(signWithdrawal(withdrawal, signer));
    records.push({ kind: 'consent', bytes, payload: seal(bytes, pins.coachBoxKey) });
    after.push(openConsent(jwsText(bytes), identityPublicKey));
  }
  return { records, consent: after };
}

/** Whether keys of the days are in a record, sealed to whomever, or may be: which days a release has is sealed too. */
function holdsKeys(
  record: OutboxRecord,
  { ask, consent }: { ask: ErasureAsk; consent: readonly ConsentRecord[] },
): boolean {
  if (record.kind === 'keys') {
    // An earlier key of this agent may have signed them. What day they are of stands in them, and only sound rows come here.
    const kept = tolerated(() => parseKeptKeys(record.bytes));
    return kept === undefined || isErased(kept.day, [ask]);
  }
  if (record.kind !== 'release') return false;
  const [id] = grantOf(record);
  const named = consent.find((each) => each.kind === 'grant' && each.id === id);
  // A release holds no day beyond its grant. Of a grant that is not known, nobody can tell.
  return named?.kind !== 'grant' || (named.grant.from <= ask.until && ask.from <= named.grant.until);
}

const grantOf = ({ bytes, kind }: OutboxRecord): readonly string[] => {
  const release = kind === 'release' ? tolerated(() => parseRelease(bytes)) : undefined;
  return release === undefined ? [] : [toHex(release.grant)];
};

function releasesOf(
  { pseudonym, agent, agentSeed, pins }: Identity,
  of: {
    readonly grant: GrantRecord;
    readonly consent: readonly ConsentRecord[];
    readonly days: readonly DayKeys[];
    readonly key: BoxKeyPair;
  },
): readonly NewRecord[] {
  const { id, grant } = of.grant;
  const consent = headsOf(of.consent).map((head) => fromHex(head));
  const header = { pseudonym, agent, grant: fromHex(id), recipient: pins.coachBoxKey, consent };
  const days = of.days.filter(({ day }) => grant.from <= day && day <= grant.until);
  const releases: NewRecord[] = [];
  for (let i = 0; i < days.length; i += DAYS_PER_RELEASE) {
    const keys = days.slice(i, i + DAYS_PER_RELEASE).flatMap((day) => {
      const open = tolerated(() => unsealDayKeys(day, of.key));
      return open === undefined ? [] : releasedKeys(day.day, open, grant.scope);
    });
    const bytes = signRelease(header, keys, signingKey(agentSeed));
    releases.push({ kind: 'release', bytes, payload: bytes });
  }
  return releases;
}

/** By how much the running totals go down. What cannot be opened is not counted: it goes all the same. */
function countSamples(
  { chunks, dayKeys }: HeldDays,
  { zone, key, ask }: { readonly zone: string; readonly key: BoxKeyPair; readonly ask: ErasureAsk },
): Readonly<Record<string, number>> {
  const open = new Map<string, Uint8Array>();
  for (const each of dayKeys.filter(({ day }) => isErased(day, [ask]))) {
    const keys = tolerated(() => unsealDayKeys(each, key));
    if (keys !== undefined) open.set(`${each.day}/${each.generation}`, keys);
  }
  const counts: Record<string, number> = Object.fromEntries(METRICS.map((metric) => [metric, 0]));
  for (const chunk of chunks) {
    const keys = open.get(`${chunk.day}/${chunk.generation}`);
    const measured = keys && tolerated(() => openChunk(chunk, { dayKeys: keys, zone }));
    counts[chunk.metric] = (counts[chunk.metric] ?? 0) + (measured?.samples.length ?? 0);
  }
  for (const keys of open.values()) wipe(keys);
  return counts;
}

/** What was changed on disk must not keep anybody from erasing it. */
function tolerated<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof ProtocolError || error instanceof AgentError) return undefined;
    throw error;
  }
}
