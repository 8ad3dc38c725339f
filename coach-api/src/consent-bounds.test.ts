import { cryptoReady, fromHex, leafOf, toHex } from '@fit4work/protocol';
import Sqlite from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { countRows } from './adapters/testing/raw-database.js';
import { COACH, Desk } from './testing/desk.js';
import { Employee } from './testing/employee.js';

await cryptoReady;
let desk: Desk;
let ann: Employee;
beforeEach(async () => {
  desk = await Desk.open();
  ann = new Employee(1);
  await desk.enrol(ann);
});
afterEach(() => desk.close());

/** Stores grants of the employee as if each had come by itself. */
function fill(count: number): readonly string[] {
  const grants = Array.from({ length: count }, (_, i) => ann.grant({ issued: 1_700_000_000 + i }));
  const db = new Sqlite(desk.database);
  const insert = db.prepare('INSERT INTO consents (leaf, pseudonym, bytes) VALUES (?, ?, ?)');
  db.transaction(() => {
    for (const { id, text } of grants) insert.run(id, ann.name, Buffer.from(text));
  })();
  db.close();
  return grants.map(({ id }) => id);
}
const confirmed = async (record: Uint8Array): Promise<boolean> =>
  ((await desk.publishConsent(ann, record))?.records ?? []).map(toHex).includes(toHex(leafOf(record)));

describe('a person of whom 1,024 records of consent are stored (SPEC.md clause 8.8)', () => {
  it('grants nothing more, and can withdraw each grant that is alive, once', async () => {
    const [first = '', second = ''] = fill(1_023);
    const last = ann.grant({});
    expect(await confirmed(last.text)).toBe(true);
    expect(await confirmed(ann.grant({}).text)).toBe(false);
    expect(await confirmed(last.text)).toBe(true);
    const withdrawal = ann.withdraw(first, desk.now);
    expect([await confirmed(withdrawal), await confirmed(withdrawal)]).toEqual([true, true]);
    expect(await confirmed(ann.withdraw(first, desk.now + 1))).toBe(false);
    expect(await confirmed(ann.withdraw('a'.repeat(64), desk.now))).toBe(false);
    expect(await confirmed(ann.withdraw(second, desk.now))).toBe(true);
    expect(desk.refusals()).toEqual(['too-large', 'too-large', 'too-large']);
    expect(countRows(desk.database, 'consents')).toBe(1_026);
  });

  it('does not get past the bound by one batch', async () => {
    fill(1_023);
    await desk.publishConsent(ann, ann.grant({}).text, ann.grant({}).text, ann.grant({}).text);
    expect(countRows(desk.database, 'consents')).toBe(1_024);
  });
});

describe('a look at the consent of everybody', () => {
  /** Turns of the loop that others have while the list of people is made. */
  const turnsOf = async (work: () => Promise<unknown>): Promise<number> => {
    let [turns, isDone] = [0, false];
    const count = (): void => {
      turns += 1;
      if (!isDone) setImmediate(count);
    };
    setImmediate(count);
    await work();
    isDone = true;
    return turns;
  };

  it('gives way to others between signatures that it verifies, and verifies each once', async () => {
    fill(1_000);
    const look = async () =>
      expect((await desk.http('GET', '/v1/people', { token: COACH })).body.people).toHaveLength(1);
    const [fresh, again] = [await turnsOf(look), await turnsOf(look)];
    expect(fresh - again).toBeGreaterThanOrEqual(12);
  });

  it('leaves nobody out, however the pages fall', async () => {
    fill(1_001);
    for (const number of [2, 3]) {
      const other = new Employee(number);
      await desk.enrol(other);
      const { text, id } = other.grant({});
      await desk.publishConsent(other, text);
      await desk.publish(other, 'release', other.release(fromHex(id), desk.boxKey));
    }
    const { people } = (await desk.http('GET', '/v1/people', { token: COACH })).body;
    expect(people.map(({ grants }: { grants: unknown[] }) => grants.length).sort()).toEqual([1, 1, 1_001]);
  });
});
