import { civilDayBounds, ProtocolError, toHex } from '@fit4work/protocol';
import { unwithdrawn } from './core/consent-history.js';
import { isKnownDay } from './core/known-days.js';
import { COMMAND_REFUSALS } from './core/refusal-words/command-refusals.js';
import { planErasure } from './erasure-plan.js';
import { AgentError } from './error.js';
import { consentAmong } from './own-consent.js';
import type { Person } from './person.js';
import type { Clock, Entropy, Outbox, Vault } from './ports.js';

export interface ErasingPorts {
  readonly vault: Vault;
  readonly outbox: Outbox;
  readonly entropy: Entropy;
  readonly clock: Clock;
}

export interface EraseRequest {
  /** First and last civil day. */
  readonly from: string;
  readonly until: string;
  /** Everything up to the last day; what is shared ends with it. */
  readonly all: boolean;
  /** The employee's root secret: an agent alone cannot erase. */
  readonly root: Uint8Array;
}

export interface Erased {
  /** Leaf of the erasure. */
  readonly leaf: string;
  /** Whether nothing of it is left in the files of this machine; else another process holds them: ask again. */
  readonly scrubbed: boolean;
}

/**
 * Has days forgotten: at once here, in one transaction, and at the coach API as soon as the erasure is delivered. Asked again,
 * as after a crash, it makes no second one.
 *
 * @throws AgentError `bad-configuration` for days that are none, not in order or still to come
 */
export async function eraseDays(ports: ErasingPorts, person: Person, request: EraseRequest): Promise<Erased> {
  const { vault, clock, entropy } = ports;
  const stretch = stretchOf(request, { zone: person.zone, now: clock() });
  const made = await madeBefore(ports, person, request);
  if (made !== undefined) return { leaf: toHex(made), scrubbed: await vault.scrub() };
  let leaf = new Uint8Array();
  await vault.erase(request, (held) => {
    const plan = planErasure(person, { ...request, ...stretch, now: clock(), entropy }, held);
    leaf = new Uint8Array(plan.erasure.leaf);
    return plan;
  });
  return { leaf: toHex(leaf), scrubbed: await vault.scrub() };
}

/**
 * The stretch of the days, [start, end) in Unix seconds.
 *
 * @throws AgentError `bad-configuration` for days that are none, not in order or still to come
 */
export function stretchOf(
  { from, until }: Pick<EraseRequest, 'from' | 'until'>,
  { zone, now }: { readonly zone: string; readonly now: number },
): { readonly start: number; readonly end: number } {
  const [first, last] = [from, until].map((day) => (isKnownDay(day) ? boundsOf(day, zone) : undefined));
  if (first === undefined || last === undefined || from > until) {
    throw new AgentError('bad-configuration', COMMAND_REFUSALS.eraseDays);
  }
  if (last.start > now) throw new AgentError('bad-configuration', COMMAND_REFUSALS.eraseFuture);
  return { start: first.start, end: last.end };
}

function boundsOf(day: string, zone: string): { readonly start: number; readonly end: number } | undefined {
  try {
    return civilDayBounds(day, zone);
  } catch (error) {
    if (error instanceof ProtocolError) return undefined;
    throw error;
  }
}

/** An erasure that covers the days and leaves nothing to be done. */
async function madeBefore(
  { vault, outbox }: ErasingPorts,
  { identity }: Person,
  { from, until, all }: EraseRequest,
): Promise<Uint8Array | undefined> {
  const made = (await vault.erasures()).find((each) => each.from <= from && until <= each.until);
  if (made === undefined || !all) return made?.leaf;
  const records = consentAmong(await outbox.anchoredRecords(), identity).kept.map(({ record }) => record);
  return unwithdrawn(records).length === 0 ? made.leaf : undefined;
}
