import { readdir, readFile } from 'node:fs/promises';
import { cryptoReady } from '@fit4work/protocol';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { describeWith, requirement } from '../../../test/src/requirement.js';
import { CutCable } from '../../test/cut-cable.js';
import { PostgresServer } from '../../test/postgres-server.js';
import { COACH, type CoachApi, DAY, lookedAfter, NEXT, PATIENCE, peopleAt, Several } from '../../test/several.js';
import { SilentQueue } from '../../test/silent-queue.js';
import { withdrawnBehind } from '../../test/withdrawn-behind.js';
import { House } from '../testing/house.js';

await cryptoReady;

describeWith(['postgres'], 'several coach APIs of one database', () => {
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

  const start = (...names: readonly string[]) => Several.start(house, server.url(database), names);
  const [only] = [([first]: readonly CoachApi[]): CoachApi => first ?? expect.fail('none was started')];

  it('share the people, and each answers about anybody', async () => {
    const several = await start('b', 'c');
    await several.settled();
    const [b, c] = [several.all[0] ?? expect.fail(), several.all[1] ?? expect.fail()];
    const people = [await several.personOf(b), await several.personOf(c)];
    for (const person of people) {
      await person.send(DAY);
      await person.send(NEXT);
      await person.hasStored(2);
      await person.share();
    }
    for (const api of several.addresses) {
      for (const person of people) expect(await person.steps(api)).toEqual([1_000, 1_000]);
      expect(await peopleAt(api)).toEqual(people.map(({ name }) => name).sort());
      await expect.poll(() => people[0]?.recovered(api), PATIENCE).toBe(people[0]?.name);
    }
    // Who asks is looked at where the answer is made, too.
    const unknown = await fetch(`${several.first}/v1/people/${people[0]?.name}/messages`);
    expect(unknown.status).toBe(401);
    const message = { method: 'POST', headers: { ...COACH, 'content-type': 'application/json' } };
    const answers = await Promise.all(
      several.addresses.map((api) =>
        lookedAfter(() =>
          fetch(`${api}/v1/people/${people[0]?.name}/messages`, { ...message, body: JSON.stringify({ text: 'Dag!' }) }),
        ),
      ),
    );
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201]);
    const [row] = await server.run(database, `SELECT count(*)::int AS sent FROM letters WHERE kind = 'message'`);
    expect(row).toEqual({ sent: 3 });
    await Promise.all(people.map((person) => person.close()));
  }, 240_000);

  it('take over from one that is killed, with what came meanwhile, and give one that joins its share', async () => {
    const several = await start('b');
    await several.settled();
    const b = only(several.all);
    const ann = await several.personOf(b);
    await ann.send(DAY);
    await ann.hasStored(1);
    await ann.share();
    b.child.kill('SIGKILL');
    await b.exited;
    // Sent once, while nobody looks after her.
    await ann.send(NEXT);
    await ann.hasStored(2);
    await several.settled([several.first]);
    expect(await ann.steps(several.first)).toEqual([1_000, undefined]);
    const c = await several.add('c');
    await several.settled([several.first, c.api]);
    expect(await ann.steps(c.api)).toEqual([1_000, undefined]);
    const rows = await server.run(database, `SELECT sequence FROM envelopes ORDER BY sequence`);
    expect(rows).toEqual([{ sequence: '1' }, { sequence: '2' }]);
    await ann.close();
  }, 240_000);

  it('let a withdrawal count that comes while who looks after its person is paused, and after that one wakes', async () => {
    const several = await start('b');
    await several.settled();
    const b = only(several.all);
    const ann = await several.personOf(b);
    await ann.send(DAY);
    await ann.hasStored(1);
    const grant = await ann.share();
    expect(await ann.steps(several.first)).toEqual([1_000, undefined]);
    b.child.kill('SIGSTOP');
    const leaf = await ann.withdraw(grant);
    const statuses = new Set<number>();
    const status = async () => {
      const answer = await ann.read(several.first);
      statuses.add(answer.status);
      return answer.status;
    };
    await expect.poll(status, PATIENCE).toBe(403);
    b.child.kill('SIGCONT');
    await several.settled();
    for (const api of several.addresses) expect(await ann.steps(api)).toBe(403);
    // Until somebody looked after her again nobody was told anything.
    expect([...statuses].filter((each) => each !== 503)).toEqual([403]);
    const rows = await server.run(database, `SELECT leaf FROM consents ORDER BY id`);
    expect(rows.map((row) => row.leaf)).toContain(leaf);
    const folder = house.file('shared/consents');
    const files = (await readdir(folder)).filter((name) => name.startsWith(`${ann.name.charAt(0)}.`));
    expect(files).toHaveLength(1);
    const lines = (await readFile(`${folder}/${files[0]}`, 'utf8')).trim().split('\n');
    expect(new Set(lines).size).toBe(2);
    await ann.close();
  }, 240_000);

  it('let a withdrawal count that came just before the database went away, also where the same one takes its person again', async () => {
    const several = await start();
    await several.settled();
    const ann = await several.personOf({ api: several.first });
    await ann.send(DAY);
    await ann.hasStored(1);
    const grant = await ann.share();
    expect(await ann.steps(several.first)).toEqual([1_000, undefined]);
    await server.kill();
    await ann.withdraw(grant);
    await expect.poll(() => several.shares(), PATIENCE).toEqual([[]]);
    await server.restart();
    expect(await ann.steps(several.first)).toBe(403);
    const stored = () => server.run(database, 'SELECT leaf FROM consents');
    await expect.poll(stored, PATIENCE).toHaveLength(2);
    await ann.close();
  }, 240_000);

  it.each([
    ['is cut off from the broker', CutCable],
    ['is connected to a broker from which nothing comes', SilentQueue],
  ])(
    'leave to others the people of one that %s, so that each withdrawal counts within five seconds',
    async (...[, Between]) => {
      const several = await start();
      const between = await Between.before(several.brokerPort);
      const b = await several.add('b', { FIT4WORK_COACH_BROKER_URL: `mqtt://127.0.0.1:${between.port}` });
      const { read, refused } = await withdrawnBehind(several, b, { between, rounds: 4 });
      between.close();
      // What was asked while nobody could know may have been answered; and the worst of all rounds counts.
      expect(read.filter((seconds) => seconds >= 3)).toEqual([]);
      expect(refused.filter((seconds) => seconds >= 5)).toEqual([]);
    },
    400_000,
  );
});
