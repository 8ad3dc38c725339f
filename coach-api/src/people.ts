import { setImmediate as turn } from 'node:timers/promises';
import { type GrantScope, livingGrants } from '@fit4work/protocol';
import type { ConsentLedger } from './consent-ledger.js';
import type { Clock, EnvelopeCounts, Person, RecordStore, Registry } from './ports.js';

export interface PeopleOptions {
  readonly registry: Registry;
  readonly records: RecordStore;
  readonly ledger: ConsentLedger;
  readonly clock: Clock;
}

interface SharedGrant {
  readonly id: string;
  readonly scope: readonly GrantScope[];
  readonly from: string;
  readonly until: string;
  readonly expires: number;
}

export interface SharingPerson {
  readonly pseudonym: string;
  readonly grants: SharedGrant[];
  readonly envelopes: EnvelopeCounts;
}

/** People who are looked at together; others have their turn between two pages. */
const PAGE = 500;

/** The people who share something with a coach at this moment. */
export async function peopleOf(coach: string, options: PeopleOptions): Promise<SharingPerson[]> {
  const { records, registry } = options;
  const pseudonyms = await records.sharing();
  const people: SharingPerson[] = [];
  for (let i = 0; i < pseudonyms.length; i += PAGE) {
    const persons = await registry.persons(pseudonyms.slice(i, i + PAGE));
    const sharing = await grantsOf(persons, coach, options);
    const counts = await records.counts([...sharing.keys()]);
    for (const [pseudonym, grants] of sharing) {
      people.push({ pseudonym, grants, envelopes: counts.get(pseudonym) ?? NONE });
    }
    await turn();
  }
  return people;
}

const NONE: EnvelopeCounts = { stored: 0, anchored: 0 };

/** By pseudonym, of those who share with the coach. Damaged consent grants nothing; the others are not held back for it. */
async function grantsOf(
  persons: readonly Person[],
  coach: string,
  { ledger, clock }: PeopleOptions,
): Promise<ReadonlyMap<string, SharedGrant[]>> {
  const sharing = new Map<string, SharedGrant[]>();
  for (const [pseudonym, consents] of await ledger.ofAll(persons)) {
    const grants = livingGrants(consents, clock.now()).flatMap(
      ({ id, grant: { recipient, scope, from, until, expires } }) =>
        recipient === coach ? [{ id, scope, from, until, expires }] : [],
    );
    if (grants.length > 0) sharing.set(pseudonym, grants);
  }
  return sharing;
}
