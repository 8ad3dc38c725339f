import {
  cryptoReady,
  fromHex,
  jwsText,
  keyIdOf,
  leafOf,
  openConsent,
  openErasure,
  openErasureCertificate,
  openKeptKeys,
  openMessage,
  openRetirement,
  parseEnvelope,
  parseRelease,
  readRecoveryEnvelopes,
  readRecoveryItems,
  signRecoveryToken,
  signToken,
  toBase64Url,
  toHex,
  unseal,
} from '@fit4work/protocol';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { flipBits, rowsOf } from './adapters/testing/raw-database.js';
import { ADMIN, COACH, Desk } from './testing/desk.js';
import { type DayToSeal, Employee } from './testing/employee.js';

await cryptoReady;
const FIRST: DayToSeal = { day: '2026-05-01', windowStart: 1_777_586_400, granularity: 'day' };
const SECOND: DayToSeal = { day: '2026-05-02', windowStart: 1_777_672_800, granularity: 'day' };
let desk: Desk;
let ann: Employee;
beforeEach(async () => {
  desk = await Desk.open();
  ann = new Employee(1);
  const { body } = await desk.http('POST', '/v1/invitations', { token: ADMIN });
  await desk.http('POST', '/v1/enrolments', {
    body: { ...ann.enrolment(body.code), kept: toBase64Url(ann.keptPins(1_000)) },
  });
  ann.controller = keyIdOf(desk.signingKey);
});
afterEach(() => desk.close());

const token = (who = ann): string => signRecoveryToken(who.identity, desk.now);
const ask = (path = '', who = ann) => desk.http('GET', `/v1/recovery${path}`, { token: token(who) });
const items = async (kind: string, after = 0) => readRecoveryItems((await ask(`/${kind}?after=${after}`)).bytes);
const envelopes = async (after = 0) => readRecoveryEnvelopes((await ask(`/envelopes?after=${after}`)).bytes);
const add = (employee: Employee, change: object = {}, bearer = token()) => {
  const { agent, agentKey, certificate } = employee.enrolment('');
  return desk.http('POST', '/v1/recovery/agents', { token: bearer, body: { agent, agentKey, certificate, ...change } });
};

describe('a person who has the words alone', () => {
  it('learns the pseudonym, the agents with their heads, and what was kept', async () => {
    await desk.publish(ann, 'envelope', ann.seal(FIRST));
    await desk.publish(ann, 'retirement', ann.retirement(1, 1));
    const { status, body, headers } = await ask();
    expect([status, headers?.['cache-control']]).toEqual([200, 'no-store']);
    expect(body).toMatchObject({
      version: 1,
      pseudonym: ann.name,
      kept: expect.stringMatching(/^[A-Za-z0-9_-]+$/),
      agents: [
        {
          ...{ agent: 1, key: toBase64Url(ann.agent.publicKey), lastSequence: 1 },
          head: { sequence: 1, leaf: toHex(ann.leaf) },
        },
      ],
    });
  });

  it('gets back every kind of record, and of what was erased its place', async () => {
    const [first, second] = [ann.seal(FIRST), ann.seal(SECOND)];
    await desk.publish(ann, 'envelope', first, second);
    const grant = fromHex(await desk.share(ann, { from: '2026-01-01' }));
    const release = ann.release(grant, desk.boxKey, { keys: ann.keys.filter(({ day }) => day === SECOND.day) });
    const [keys, message, erasure] = [ann.keptKeys('2026-05-02'), ann.message(), ann.erasure()];
    await desk.publish(ann, 'release', release);
    await desk.publish(ann, 'keys', keys);
    await desk.summaries(ann);
    await desk.http('POST', `/v1/people/${ann.name}/messages`, { token: COACH, body: { text: 'Hallo' } });
    await desk.publishSealed(ann, 'message', message);
    await desk.publishSealed(ann, 'erasure', erasure);
    await desk.publish(ann, 'retirement', ann.retirement(1, 9));
    const places = await envelopes();
    expect(places).toMatchObject([
      { agent: 1, sequence: 1, bytes: null, leaf: leafOf(first) },
      { agent: 1, sequence: 2, bytes: second, leaf: leafOf(second) },
    ]);
    expect(parseEnvelope(places[1]?.bytes ?? new Uint8Array()).sequence).toBe(2);
    const one = async (kind: string, i = 0): Promise<Uint8Array> => (await items(kind))[i]?.bytes ?? new Uint8Array();
    const { publicKey } = ann.identity;
    expect(openConsent(jwsText(await one('consents')), publicKey).id).toBe(toHex(grant));
    // The one that had keys of the erased day is narrowed, and signed by nobody whom the person knows.
    expect((await items('releases')).map(({ bytes }) => parseRelease(bytes).agent)).toEqual([1]);
    expect(openKeptKeys(await one('keys'), ann.agent.publicKey).day).toBe('2026-05-02');
    expect(unseal(await one('reads'), ann.vault)).toHaveLength(
      unseal(desk.down(ann, 'read')[0] ?? new Uint8Array(), ann.vault).length,
    );
    expect(openMessage(unseal(await one('messages'), ann.vault), 'coach', desk.signingKey).text).toBe('Hallo');
    expect(openMessage(await one('messages', 1), 'person', ann.agent.publicKey).text).toBe('Dat ging goed.');
    expect(openErasure(await one('erasures'), publicKey).from).toBe('2026-05-01');
    expect(openErasureCertificate(unseal(await one('certificates'), ann.vault), desk.signingKey).envelopes).toBe(1);
    expect(openRetirement(await one('retirements'), publicKey).agent).toBe(1);
    expect(await items('programmes')).toEqual([]);
  });

  it('gets it page by page, each of 4 MiB at the most, without a gap or a repetition', async () => {
    const all = Array.from({ length: 3_000 }, (_, i) => ann.seal({ ...FIRST, windowStart: FIRST.windowStart + i }));
    for (let i = 0; i < all.length; i += 100) await desk.publish(ann, 'envelope', ...all.slice(i, i + 100));
    const sequences: number[] = [];
    let pages = 0;
    for (let after = 0; ; pages++) {
      const { bytes } = await ask(`/envelopes?after=${after}`);
      expect(bytes.length).toBeLessThanOrEqual(4 * 1024 * 1024);
      const page = readRecoveryEnvelopes(bytes);
      if (page.length === 0) break;
      sequences.push(...page.map(({ sequence }) => sequence));
      after = page.at(-1)?.position ?? after;
    }
    expect(sequences).toEqual(all.map((_, i) => i + 1));
    expect(pages).toBeGreaterThan(1);
  }, 60_000);

  it('does not get what is damaged, and the operator is told', async () => {
    await desk.publish(ann, 'envelope', ann.seal(FIRST), ann.seal(SECOND));
    flipBits(desk.database, { table: 'envelopes', where: 'sequence = 1' });
    expect((await envelopes()).map(({ sequence }) => sequence)).toEqual([2]);
    expect(desk.lines).toContain('{"event":"damaged-in-recovery","count":1}');
  });

  it('gets nothing of anybody else', async () => {
    const bob = new Employee(2);
    await desk.enrol(bob);
    await desk.publish(bob, 'envelope', bob.seal(FIRST));
    expect(await envelopes()).toEqual([]);
    expect((await ask('', bob)).body.pseudonym).toBe(bob.name);
  });
});

describe('a token of recovery', () => {
  it.each([
    ['of nobody who is enrolled', () => signRecoveryToken(new Employee(7).identity, desk.now)],
    ['that is old', () => signRecoveryToken(ann.identity, desk.now - 331)],
    ['of an agent', () => signRecoveryToken(ann.agent, desk.now)],
    ['for the broker', () => signToken(ann.identity, ann.name, desk.now)],
    ['of a coach', () => COACH],
    ['with a bit turned', () => `${token().slice(0, -8)}AAAAAAAA`],
  ])('%s opens nothing', async (_title, make) => {
    for (const path of ['', '/envelopes']) {
      const { status, body, headers } = await desk.http('GET', `/v1/recovery${path}`, { token: make() });
      expect([status, body.code, headers?.['www-authenticate']]).toEqual([401, 'unauthorised', 'Bearer']);
    }
    expect((await add(new Employee(1, 2), {}, make())).status).toBe(401);
  });

  it('is needed', async () => {
    expect((await desk.http('GET', '/v1/recovery')).status).toBe(401);
  });

  it('does not let anybody ask without end', async () => {
    const statuses = new Set<number | undefined>();
    for (let i = 0; i < 121; i++) statuses.add((await ask()).status);
    expect([...statuses]).toEqual([200, 429]);
    desk.now += 60;
    expect((await ask()).status).toBe(200);
  });
});

describe('a new agent of a person who recovers', () => {
  it('is enrolled without an invitation, and answered again', async () => {
    const laptop = new Employee(1, 2);
    expect([(await add(laptop)).status, (await add(laptop)).status]).toEqual([201, 200]);
    expect(await desk.publish(laptop, 'envelope', laptop.seal(FIRST))).toMatchObject({ agent: 2, sequence: 1 });
    expect((await ask()).body.agents.map(({ agent }: { agent: number }) => agent)).toEqual([1, 2]);
  });

  it('gets no number and no key that was given before, a retired one neither', async () => {
    const again = new Employee(1);
    Object.assign(again, { agent: new Employee(1, 5).agent });
    expect((await add(again)).body.code).toBe('already-enrolled');
    await desk.publish(ann, 'retirement', ann.retirement(1, 0));
    expect((await add(ann)).status).toBe(409);
  });

  it('needs a certificate of the identity that asks', async () => {
    const stranger = new Employee(2, 2);
    expect((await add(stranger)).body.code).toBe('certificate-refused');
  });
});

describe('what is kept', () => {
  const kept = async (): Promise<string> => (await ask()).body.kept;

  it('is replaced by what was issued later, and by nothing that was issued before', async () => {
    const first = await kept();
    const [later, earlier] = [toBase64Url(ann.keptPins(2_000)), toBase64Url(ann.keptPins(500))];
    expect((await add(new Employee(1, 2), { kept: later })).status).toBe(201);
    expect(await kept()).toBe(later);
    expect((await add(new Employee(1, 3), { kept: earlier })).status).toBe(201);
    expect([await kept(), first === later]).toEqual([later, false]);
  });

  it.each([
    ['of another identity', () => toBase64Url(new Employee(2).keptPins(3_000))],
    ['that is no record', () => 'AAAA'],
  ])('and is %s is refused, and nobody enrolled', async (_title, make) => {
    expect((await add(new Employee(1, 2), { kept: make() })).body.code).toBe('kept-refused');
    expect((await ask()).body.agents).toHaveLength(1);
  });

  it('is null where nothing was', async () => {
    const bob = new Employee(2);
    await desk.enrol(bob);
    expect((await ask('', bob)).body.kept).toBeNull();
    expect(rowsOf(desk.database, 'letters')).toEqual([]);
  });
});
