import { cryptoReady } from '@fit4work/protocol';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { describeWith, requirement } from '../../../test/src/requirement.js';
import { PostgresServer } from '../../test/postgres-server.js';
import { DAY, lookedAfter, NEXT, type Person, Several } from '../../test/several.js';
import { DISTRICTS } from '../core/districts.js';
import { type DayToSeal, Employee } from '../testing/employee.js';
import { House } from '../testing/house.js';

await cryptoReady;

const PATIENCE = { timeout: 120_000, interval: 200 };
const RETENTION = { FIT4WORK_COACH_RETENTION_DAYS: '40', FIT4WORK_COACH_RETENTION: 'destroyed' };

/**
 * Notes by whom each envelope was emptied, and who had the lease of its person then. The second of a district that `c` comes to
 * takes longer than it lives, once.
 */
const NOTED = [
  'CREATE TABLE noted (id bigint, pseudonym text, by text, holder text)',
  `CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE who text := replace(current_setting('application_name'), 'fit4work-coach-api ', '');
    BEGIN
      IF who LIKE 'c-%' AND EXISTS (SELECT FROM noted WHERE noted.by = who AND left(noted.pseudonym, 1) = left(NEW.pseudonym, 1)
          AND noted.pseudonym <> NEW.pseudonym) AND pg_try_advisory_xact_lock(1) THEN
        PERFORM pg_sleep(25);
      END IF;
      INSERT INTO noted SELECT NEW.id, NEW.pseudonym, who, holder FROM district_leases WHERE district = left(NEW.pseudonym, 1);
      RETURN NEW;
    END $$`,
  `CREATE TRIGGER note BEFORE UPDATE ON envelope_places FOR EACH ROW
    WHEN (NEW.granularity = '' AND OLD.granularity <> '') EXECUTE FUNCTION note()`,
];

describeWith(['postgres'], 'several coach APIs, some time after the end of a challenge', () => {
  let house: House;
  let server: PostgresServer;
  let database: string;
  beforeEach(async () => {
    house = await House.open();
    server = await PostgresServer.start(requirement('postgres').path);
    database = await server.createDatabase();
  });
  afterEach(async () => {
    await house.close();
    await server.stop();
  });
  const rows = (...statements: readonly string[]) => server.run(database, ...statements);

  /** Two people of each district, who have two days each in a challenge that ended long ago. */
  async function peopleOfThePast(several: Several): Promise<void> {
    const body = JSON.stringify({ name: 'Spring', from: '2026-05-01' });
    const headers = { authorization: 'Bearer admin', 'content-type': 'application/json' };
    const asked = () => fetch(`${several.first}/v1/challenges`, { method: 'POST', headers, body });
    expect((await lookedAfter(asked)).status).toBe(201);
    const enrol = async (seed: number): Promise<void> => {
      const person = await several.enrol(new Employee(seed), 2);
      for (const day of [DAY, NEXT]) await person.insist(day);
      await person.close();
    };
    const seeds = DISTRICTS.flatMap((name) =>
      name.length === 1 ? [1, 2].map((n) => Number.parseInt(name + n, 16)) : [],
    );
    await Promise.all(seeds.map(enrol));
    await rows('UPDATE challenges SET ends = 1780000000 WHERE number = 2');
  }

  it('destroy each envelope once, by whoever looks after its person, also where one is killed in the middle of it', async () => {
    const several = await Several.start(house, server.url(database), []);
    await peopleOfThePast(several);
    const others = await Promise.all([3, 0xf3].map((seed) => several.enrol(new Employee(seed))));
    const [before] = await rows(...NOTED, `SELECT count(*)::int AS envelopes FROM envelopes WHERE granularity <> ''`);
    expect(before).toEqual({ envelopes: 64 });

    // The first destroys nothing, so that it is seen what another leaves alone.
    const ingesting = others.map((each) => ingest(each));
    const b = await several.add('b', RETENTION);
    await several.settled([several.first, b.api]);
    const leftOf = async (holder: string) => {
      const [row] = await rows(`SELECT count(*)::int AS envelopes, 4 * (SELECT count(*)::int FROM district_leases
        WHERE holder LIKE '${holder}-%' AND length(district) = 1) AS whole FROM envelopes JOIN persons USING (pseudonym)
        JOIN district_leases ON district = left(pseudonym, 1)
        WHERE challenge = 2 AND granularity <> '' AND holder LIKE '${holder}-%'`);
      return row;
    };
    await expect.poll(() => leftOf('b'), PATIENCE).toMatchObject({ envelopes: 0 });
    const { envelopes, whole } = (await leftOf('a')) ?? {};
    expect([envelopes, Number(whole) >= 28]).toEqual([whole, true]);

    const c = await several.add('c', RETENTION);
    const asleep = `SELECT count(*)::int AS them FROM pg_stat_activity WHERE application_name LIKE '% c-%' AND wait_event = 'PgSleep'`;
    await expect.poll(() => rows(asleep), PATIENCE).toEqual([{ them: 1 }]);
    c.child.kill('SIGKILL');
    await several.endFirst();

    const left = `SELECT count(*)::int AS envelopes FROM envelopes JOIN persons USING (pseudonym) WHERE challenge = 2 AND granularity <> ''`;
    await expect.poll(() => rows(left), PATIENCE).toEqual([{ envelopes: 0 }]);
    // What was destroyed is in no file any more, also of who died before it could see to that.
    await expect.poll(() => rows('SELECT FROM emptied'), PATIENCE).toEqual([]);
    const sent = await Promise.all(ingesting.map((stop) => stop()));

    const noted = await rows('SELECT id, by, holder FROM noted');
    expect([noted.length, new Set(noted.map(({ id }) => id)).size]).toEqual([64, 64]);
    expect(noted.filter(({ by, holder }) => by !== holder)).toEqual([]);
    expect(new Set(noted.map(({ by }) => String(by).charAt(0)))).toEqual(new Set(['b', 'c']));
    const [told] = await rows(
      'SELECT sum(people)::int AS people, sum(envelopes)::int AS envelopes FROM retention_counts',
    );
    expect(told).toEqual({ people: 32, envelopes: 64 });
    const stays = `SELECT count(*)::int AS stored, max(sequence)::int AS last FROM envelopes JOIN persons USING (pseudonym)
      WHERE challenge = 1 AND granularity <> '' GROUP BY pseudonym ORDER BY pseudonym`;
    expect(await rows(stays)).toEqual(sent.map((many) => ({ stored: many, last: many })));
    expect(Math.min(...sent)).toBeGreaterThan(1);
    await Promise.all(others.map((each) => each.close()));
  }, 400_000);
});

const SECONDS = 86_400;
const dayAt = (n: number): DayToSeal => ({
  ...DAY,
  day: new Date(Date.parse(DAY.day) + 1_000 * n * SECONDS).toISOString().slice(0, 10),
  windowStart: DAY.windowStart + n * SECONDS,
});

/** Sends one day after the other. @returns what ends it, and tells how many were confirmed */
function ingest(person: Person): () => Promise<number> {
  let isOver = false;
  const sending = (async (): Promise<number> => {
    for (let n = 0; ; n += 1) {
      if (isOver) return n;
      await person.insist(dayAt(n));
    }
  })();
  return () => {
    isOver = true;
    return sending;
  };
}
