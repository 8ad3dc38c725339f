import { setImmediate as turn } from 'node:timers/promises';
import { type GrantScope, livingGrants } from '@fit4work/protocol';
import type { ConsentLedger } from './consent-ledger.js';
import type { Clock, Person, RecordStore, Registry } from './ports.js';

interface GrantsOptions {
  readonly registry: Pick<Registry, 'person'>;
  readonly ledger: Pick<ConsentLedger, 'ofAll'>;
  readonly clock: Clock;
}

export interface PeopleOptions extends GrantsOptions {
  readonly registry: Registry;
  readonly records: RecordStore;
}

export interface SharedGrant {
  readonly id: string;
  readonly scope: readonly GrantScope[];
  readonly from: string;
  readonly until: string;
  readonly expires: number;
}

export interface SharingPerson {
  readonly pseudonym: string;
  readonly grants: readonly SharedGrant[];
}

/** Records of consent that are read together, but for those of one person; others have their turn between two pages. */
const PAGE = 1_000;

/**
 * The people who share something with a coach at this moment, and what. How much is stored of them is not told: it would show a
 * coach, without a read, when somebody was away, and that days were erased that were never shared.
 */
export async function peopleOf(coach: string, options: PeopleOptions): Promise<SharingPerson[]> {
  const { records, registry } = options;
  const people: SharingPerson[] = [];
  for (const page of pagesOf(await records.sharing())) {
    const persons = await registry.persons(page);
    const sharing = await sharedAmong(persons, coach, options);
    for (const [pseudonym, grants] of sharing) people.push({ pseudonym, grants });
    await turn();
  }
  return people;
}

/** What one person shares with a coach at this moment: nothing where there is no such person, which is told alike. */
export async function grantsOf(
  coach: string,
  pseudonym: string,
  options: GrantsOptions,
): Promise<readonly SharedGrant[]> {
  const person = await options.registry.person(pseudonym);
  if (person === undefined) return [];
  return (await sharedAmong([person], coach, options)).get(pseudonym) ?? [];
}

function* pagesOf(sharing: Awaited<ReturnType<RecordStore['sharing']>>): Generator<readonly string[]> {
  let [page, read]: [string[], number] = [[], 0];
  for (const { pseudonym, consents } of sharing) {
    page.push(pseudonym);
    read += consents;
    if (read < PAGE) continue;
    yield page;
    [page, read] = [[], 0];
  }
  yield page;
}

/** By pseudonym, of those who share with the coach. Damaged consent grants nothing; the others are not held back for it. */
async function sharedAmong(
  persons: readonly Person[],
  coach: string,
  { ledger, clock }: GrantsOptions,
): Promise<ReadonlyMap<string, readonly SharedGrant[]>> {
  const sharing = new Map<string, readonly SharedGrant[]>();
  for (const [pseudonym, consents] of await ledger.ofAll(persons)) {
    const grants = livingGrants(consents, clock.now()).flatMap(
      ({ id, grant: { recipient, scope, from, until, expires } }) =>
        recipient === coach ? [{ id, scope, from, until, expires }] : [],
    );
    if (grants.length > 0) sharing.set(pseudonym, grants);
  }
  return sharing;
}
