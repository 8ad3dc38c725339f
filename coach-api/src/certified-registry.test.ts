import { cryptoReady, signCertificate, signRecoveryToken, unseal } from '@fit4work/protocol';
import Sqlite from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { select, tamper } from './adapters/testing/raw-database.js';
import { ADMIN, BROKER, COACH, Desk } from './testing/desk.js';
import { type DayToSeal, Employee } from './testing/employee.js';

await cryptoReady;
const DAY: DayToSeal = { day: '2026-05-01', windowStart: 1_777_586_400, granularity: 'day' };
const thief = new Employee(66);

describe('keys in the database that their person did not sign for', () => {
  let desk: Desk;
  let ann: Employee;
  beforeEach(async () => {
    desk = await Desk.open();
    ann = new Employee(1);
    await desk.enrol(ann);
    await desk.publish(ann, 'envelope', ann.seal(DAY));
    await desk.share(ann);
  });
  afterEach(() => desk.close());

  const change = (statement: string, ...values: readonly (Uint8Array | string)[]): void => {
    const db = new Sqlite(desk.database);
    db.prepare(statement).run(...values.map((value) => (typeof value === 'string' ? value : Buffer.from(value))));
    db.close();
  };
  const read = async () => {
    const { status, body } = await desk.summaries(ann);
    return [status, body.code ?? body.days?.[0]?.steps?.total];
  };
  const write = async () =>
    (await desk.http('POST', `/v1/people/${ann.name}/messages`, { token: COACH, body: { text: 'Goed zo' } })).status;
  const listed = async () => (await desk.http('GET', '/v1/agents/jwks.json', { token: BROKER })).body.keys.length;
  const letters = () => select(desk.database, 'SELECT for_person FROM letters');

  it.each([
    ['of its vault', () => change('UPDATE persons SET vault_key = ?', thief.vault.publicKey)],
    ['of its identity', () => change('UPDATE persons SET identity_key = ?', thief.identity.publicKey)],
    [
      'of its identity, vault and agent, all signed for by another identity',
      () => {
        const forged = signCertificate(
          {
            ...{ pseudonym: ann.pseudonym, agent: 1, issued: 1 },
            ...{ agentPublicKey: ann.agent.publicKey, vaultPublicKey: thief.vault.publicKey },
          },
          thief.identity,
        );
        change('UPDATE persons SET identity_key = ?, vault_key = ?', thief.identity.publicKey, thief.vault.publicKey);
        change('UPDATE agents SET certificate = ?', forged);
      },
    ],
  ])('get nothing sealed to them, and are told of: the key %s', async (_title, act) => {
    expect(await read()).toEqual([200, 1_000]);
    const before = letters().length;
    act();
    expect(await read()).toEqual([503, 'damaged-record']);
    expect(await write()).toBe(503);
    expect(letters()).toHaveLength(before);
    for (const { for_person: sealed } of letters()) {
      expect(() => unseal(Uint8Array.from(Buffer.from(sealed as Uint8Array)), thief.vault)).toThrow();
    }
    expect((await desk.http('GET', '/v1/people', { token: COACH })).body.people).toEqual([]);
    expect(desk.lines).toContain('{"event":"damaged-registry","count":1}');
    // Whose words it is that count is known from the journal, after a start too.
    await desk.stop();
    await desk.start();
    expect(await read()).toEqual([503, 'damaged-record']);
    const token = signRecoveryToken(thief.identity, desk.now);
    expect((await desk.http('GET', '/v1/recovery', { token })).status).toBe(401);
  });

  it('are no agent: what is signed with one is not taken, and the broker is not told of it', async () => {
    expect(await listed()).toBe(1);
    change('UPDATE agents SET key = ?', thief.agent.publicKey);
    await desk.stop();
    await desk.start();
    expect(await listed()).toBe(0);
    expect(await desk.publish(ann, 'envelope', ann.seal(DAY))).toBeUndefined();
    expect(desk.refusals()).toEqual(['unknown-agent']);
  });

  it('stop neither a start nor anybody else', async () => {
    const ben = new Employee(2);
    await desk.enrol(ben);
    await desk.publish(ben, 'envelope', ben.seal(DAY));
    await desk.share(ben);
    change('UPDATE persons SET vault_key = ? WHERE pseudonym = ?', thief.vault.publicKey, ann.name);
    await desk.stop();
    await desk.start();
    expect((await desk.summaries(ben)).status).toBe(200);
    expect(await desk.publish(ben, 'envelope', ben.seal(DAY))).toMatchObject({ sequence: 2 });
    expect(await desk.publish(ann, 'envelope', ann.seal(DAY))).toBeUndefined();
  });

  it('are those of nobody else: a pseudonym that the journal knows is enrolled for its own identity alone', async () => {
    await desk.stop();
    tamper(desk.database, 'DELETE FROM agents', 'DELETE FROM persons', 'DELETE FROM envelopes');
    await desk.start();
    const enrol = async (who: Employee) => {
      const { body } = await desk.http('POST', '/v1/invitations', { token: ADMIN });
      return (await desk.http('POST', '/v1/enrolments', { body: who.enrolment(body.code) })).status;
    };
    expect(await enrol(new Impostor(66))).toBe(409);
    expect(await enrol(new Employee(1, 2))).toBe(201);
  });
});

/** Somebody with keys of one's own, under the pseudonym of another. */
class Impostor extends Employee {
  override readonly pseudonym = new Employee(1).pseudonym;
}
