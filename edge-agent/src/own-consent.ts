import { equalBytes, jwsText, leafOf, openConsent, ProtocolError, toHex } from '@fit4work/protocol';
import { earliestNow } from './core/believed-time.js';
import {
  type ConsentEvent,
  consentHistory,
  type EndingGrant,
  endingGrants,
  inOrder,
  isWhole,
  type KeptConsent,
  type OwnConsent,
} from './core/consent-history.js';
import type { Clock, Identity, Outbox, OutboxRecord } from './ports.js';
import { witnessesOfPlaces } from './witnessed-places.js';

/** The consent records that were signed here, verified one by one: one that was changed on disk hides no other. */
export const ownConsent = async (outbox: Pick<Outbox, 'anchoredRecords'>, identity: Identity): Promise<OwnConsent> =>
  consentAmong(await outbox.anchoredRecords(), identity);

/** The same of records that are at hand. */
export function consentAmong(records: readonly OutboxRecord[], identity: Identity): OwnConsent {
  const kept: KeptConsent[] = [];
  const damaged: string[] = [];
  for (const stored of records) {
    if (stored.kind !== 'consent' && stored.kind !== 'damaged') continue;
    // Nobody can say of what kind one was that is damaged: it may have been consent.
    const opened = stored.kind === 'damaged' ? undefined : openKept(stored, identity);
    if (opened === undefined) damaged.push(toHex(stored.leaf));
    else kept.push(opened);
  }
  return { kept: inOrder(kept), damaged };
}

function openKept(
  { bytes, leaf, received, logIndex }: OutboxRecord,
  { identityPublicKey }: Identity,
): KeptConsent | undefined {
  if (!equalBytes(leafOf(bytes), leaf)) return undefined;
  try {
    return { record: openConsent(jwsText(bytes), identityPublicKey), stored: received, logIndex };
  } catch (error) {
    if (error instanceof ProtocolError) return undefined;
    throw error;
  }
}

/** What was once seen to have lapsed is shown so, as it is held: no clock brings it back. */
const endedBy = (lapsed: ReadonlySet<string>, each: ConsentEvent): ConsentEvent =>
  each.event === 'grant' && (each.state === 'live' || each.state === 'not-begun') && lapsed.has(each.id)
    ? { ...each, state: 'lapsed' }
    : each;

/** With how many witnesses confirmed the log in which it stands; a lapse stands in none. */
type WitnessedEvent = ConsentEvent & { readonly witnesses: number };

export interface OwnGrants {
  readonly events: readonly WitnessedEvent[];
  /** Over here, while the coach API goes on counting it. */
  readonly ending: readonly EndingGrant[];
  /** Whether no record is missing: where one is, nothing is granted (SPEC.md clause 8.4). */
  readonly complete: boolean;
  readonly damaged: readonly string[];
}

/** What is over here and not at the coach API. */
export async function ownEnding(
  { outbox, clock }: { outbox: Outbox; clock: Clock },
  identity: Identity,
): Promise<readonly EndingGrant[]> {
  const now = Math.max(clock(), earliestNow(await outbox.believedTimes()));
  return endingGrants(await ownConsent(outbox, identity), { lapsed: await outbox.lapsedGrants(), now });
}

/** @param all the whole history; else the grants that live, those that begin later, and those that would live but for a record that is missing */
export async function ownGrants(
  { outbox, clock }: { outbox: Outbox; clock: Clock },
  identity: Identity,
  all: boolean,
): Promise<OwnGrants> {
  const own = await ownConsent(outbox, identity);
  const now = Math.max(clock(), earliestNow(await outbox.believedTimes()));
  const lapsed = await outbox.lapsedGrants();
  const witnessesOf = await witnessesOfPlaces(outbox, identity.pins.policy);
  const events = consentHistory(own, now).map((each) => ({
    ...endedBy(lapsed, each),
    witnesses: 'logIndex' in each ? witnessesOf(each.logIndex) : 0,
  }));
  const stands = (each: ConsentEvent): boolean =>
    each.event === 'grant' && (each.state === 'live' || each.state === 'suspended' || each.state === 'not-begun');
  return {
    events: all ? events : events.filter(stands),
    ending: endingGrants(own, { lapsed, now }),
    complete: isWhole(own),
    damaged: own.damaged,
  };
}
