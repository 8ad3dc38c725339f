import { fromHex, leafOf, parseRelease, seal, toHex } from '@fit4work/protocol';
import type { SodiumOpener } from '../src/adapters/sodium-opener.js';
import { SqlAdministrationStore } from '../src/adapters/sql/administration-store.js';
import type { Database } from '../src/adapters/sql/dialect.js';
import { SqlLetterStore } from '../src/adapters/sql/letter-store.js';
import { SqlRecordStore } from '../src/adapters/sql/record-store.js';
import { SqlRegistry } from '../src/adapters/sql/registry.js';
import { SqlSealedStore } from '../src/adapters/sql/sealed-store.js';
import { Employee } from '../src/testing/employee.js';
import { Certifier, consentOf, enrolmentOf, leafText, letterOf, MARKS, planOf } from './records.js';

/** What is stored of one person, sealed to a box key of the service. */
export interface SealedRecords {
  readonly boxKey: Uint8Array;
  /** How many of each kind. */
  readonly count: number;
  /** When the person was enrolled, Unix seconds. */
  readonly enrolled: number;
}

const textOf = (number: number): Uint8Array => new TextEncoder().encode(`canary letter ${number}`);

export async function storeSealed(database: Database, { boxKey, count, enrolled }: SealedRecords): Promise<Employee> {
  const ann = new Employee(1);
  const registry = new SqlRegistry(database, MARKS);
  const invitation = { codeHash: 'code', challenge: 1, expires: enrolled + 1 };
  await new SqlAdministrationStore(database, MARKS).invite(invitation, 0);
  await registry.enrol('code', enrolmentOf(ann), enrolled);
  ann.seal({ day: '2026-05-01', windowStart: 1_777_586_400, granularity: 'day' });
  const consent = consentOf(ann);
  const releases = Array.from({ length: count }, () => {
    const bytes = ann.release(fromHex(consent.leaf), boxKey);
    const named = { pseudonym: ann.name, leaf: toHex(leafOf(bytes)) };
    return { kind: 'release', ...named, release: parseRelease(bytes), bytes, narrowed: false } as const;
  });
  await new SqlRecordStore(database).commit(planOf({ consents: [consent], releases }), new Certifier());
  const letters = new SqlLetterStore(database);
  for (let number = 1; number <= count; number += 1) {
    await letters.add(letterOf(ann, number, { leaf: leafText(number), forCoach: seal(textOf(number), boxKey) }));
  }
  return ann;
}

/** What of it opens: data keys, distinct, and texts; and how much is not sealed to the newest key. */
export async function openSealed(database: Database, opener: SodiumOpener) {
  const store = new SqlSealedStore(database);
  const [releases, letters] = [await store.releases(0, 1_000), await store.letters(0, 1_000)];
  const parsed = releases.map(({ bytes }) => parseRelease(bytes));
  const keys = parsed.flatMap((release) => opener.open(release).map(({ key }) => toHex(key)));
  const texts = letters.map(({ bytes }) => new TextDecoder().decode(opener.unseal(bytes)));
  const newest = toHex(opener.publicKey);
  const older =
    parsed.filter(({ recipient }) => toHex(recipient) !== newest).length +
    letters.filter(({ bytes }) => !opener.isOfNewest(bytes)).length;
  return { releases: releases.length, keys: new Set(keys), texts: new Set(texts), older };
}
