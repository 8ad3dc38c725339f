import { type GrantScope, replay } from '@fit4work/protocol';
import type { ConsentLedger } from './consent-ledger.js';
import { CoachError } from './error.js';
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

const PAGE = 500;

/** The people who share something with a coach at this moment. */
export async function peopleOf(coach: string, options: PeopleOptions): Promise<SharingPerson[]> {
  const pseudonyms = await options.records.sharing();
  const people: SharingPerson[] = [];
  for (let i = 0; i < pseudonyms.length; i += PAGE) {
    for (const person of await options.registry.persons(pseudonyms.slice(i, i + PAGE))) {
      const grants = await grantsOf(person, coach, options);
      if (grants.length === 0) continue;
      people.push({ pseudonym: person.pseudonym, grants, envelopes: await options.records.counts(person.pseudonym) });
    }
  }
  return people;
}

async function grantsOf(person: Person, coach: string, { ledger, clock }: PeopleOptions): Promise<SharedGrant[]> {
  try {
    const authorities = replay(await ledger.of(person), clock.now());
    return authorities.flatMap(({ id, grant: { recipient, scope, from, until, expires } }) =>
      recipient === coach ? [{ id, scope, from, until, expires }] : [],
    );
  } catch (error) {
    // Damaged consent grants nothing; the list of the others is not held back for it.
    if (error instanceof CoachError && error.code === 'damaged-record') return [];
    throw error;
  }
}
