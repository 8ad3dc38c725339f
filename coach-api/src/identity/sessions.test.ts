import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cryptoReady, signingKey } from '@fit4work/protocol';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '../adapters/sql/dialect.js';
import { SqlSessionStore } from '../adapters/sql/session-store.js';
import { openSqlite } from '../adapters/sqlite/open.js';
import { SessionCodes } from '../core/session-codes.js';
import type { LogoutNotice, ProviderIdentity, StoredSession } from './ports.js';
import { Sessions } from './sessions.js';
import { sha256Hex } from './sha256.js';

await cryptoReady;
let folder: string;
let db: Database;
let now: number;
let closed: string[];
let drawn: number;
let renewed: (readonly [string, string])[];
let sessions: Sessions;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'f4w-sessions-'));
  db = await openSqlite(join(folder, 'coach.db'));
  now = 1_780_000_000;
  closed = [];
  renewed = [];
  drawn = 0;
  sessions = open();
});
afterEach(async () => {
  await db.close();
  await rm(folder, { recursive: true });
});

const open = (): Sessions =>
  new Sessions({
    ...{ store: new SqlSessionStore(db), issuer: 'https://id.example', rules: { coach: ['c'], administrator: ['a'] } },
    coaches: ['ann', 'ben'].map((subject) => ({
      id: `coach-${subject}`,
      name: subject,
      subject,
      tokenSha256: undefined,
    })),
    ...{ limits: { idle: 100, absolute: 1_000, fresh: 50 }, clock: { now: () => now } },
    codes: new SessionCodes(signingKey(new Uint8Array(32))),
    logger: { warn: (event) => void closed.push(event) },
    entropy: (length) => new Uint8Array(length).fill(++drawn),
    onEnded: (coach) => void closed.push(coach),
    onRenewed: (before, idHash) => void renewed.push([before, idHash]),
  });

let tokens = 0;
const notice = (change: Partial<LogoutNotice>): LogoutNotice => ({
  ...{ sub: undefined, sid: undefined, jti: `token ${++tokens}`, expires: now + 180, ...change },
});

const identity = (subject: string): ProviderIdentity => ({
  ...{ sub: `sub-${subject}`, sid: `sid-${subject}`, subject, capacities: ['c'], authTime: now },
});

it('what is open for a coach is closed as the session ends: at logout, by the provider, by itself, or as somebody else logs in', async () => {
  const first = await sessions.begin(identity('ann'), 'coach', undefined);
  await sessions.end(first);
  expect(closed).toEqual(['coach-ann']);
  await sessions.begin(identity('ben'), 'coach', undefined);
  expect(await sessions.endBy(notice({ sub: 'sub-ben' }))).toBe(1);
  expect(closed.splice(0)).toEqual(['coach-ann', 'coach-ben']);
  const idle = await sessions.begin(identity('ann'), 'coach', undefined);
  now += 100;
  expect(await sessions.of(idle)).toBeUndefined();
  expect(closed.splice(0)).toEqual(['coach-ann']);
  const shared = await sessions.begin(identity('ann'), 'coach', undefined);
  await sessions.begin(identity('ben'), 'coach', shared);
  expect(closed.splice(0)).toEqual(['coach-ann']);
  const both = await sessions.begin(identity('ann'), 'coach', undefined);
  await sessions.begin({ ...identity('ann'), capacities: ['a'] }, 'administrator', both);
  expect(closed).toEqual(['coach-ann']);
  expect(await sessions.of(shared)).toBeUndefined();
});

it('what is asked where nobody acts keeps no session alive, and says who is logged in while it lives', async () => {
  const id = await sessions.begin(identity('ann'), 'coach', undefined);
  now += 70;
  expect(await sessions.peek(id)).toMatchObject({ role: 'coach', fresh: false, coach: { id: 'coach-ann' } });
  now += 29;
  expect(await sessions.peek(id)).toBeDefined();
  now += 1;
  expect(await sessions.peek(id)).toBeUndefined();
  expect(closed).toEqual(['coach-ann']);
});

it('a login that is renewed closes nothing, and the id of before opens nothing', async () => {
  const before = await sessions.begin(identity('ann'), 'coach', undefined);
  const after = await sessions.begin(identity('ann'), 'coach', before);
  expect([await sessions.of(before), (await sessions.of(after))?.coach?.id]).toEqual([undefined, 'coach-ann']);
  expect(renewed).toEqual([[sha256Hex(before), sha256Hex(after)]]);
  expect(closed).toEqual([]);
});

it('a clock of the provider that is ahead makes no login last longer', async () => {
  const id = await sessions.begin({ ...identity('ann'), authTime: now + 10_000 }, 'coach', undefined);
  now += 50;
  expect((await sessions.of(id))?.fresh).toBe(true);
  now += 1;
  expect((await sessions.of(id))?.fresh).toBe(false);
});

it('nobody is ended by a notice that names nobody here', async () => {
  const id = await sessions.begin(identity('ann'), 'coach', undefined);
  expect(await sessions.endBy(notice({ sub: 'sub-ann', sid: 'sid-other' }))).toBe(0);
  expect(await sessions.endBy(notice({ sid: 'sid-ben' }))).toBe(0);
  expect((await sessions.of(id))?.role).toBe('coach');
});

it('a notice counts once, also after a restart: whoever has a copy of it ends nothing that was begun since', async () => {
  await sessions.begin(identity('ann'), 'coach', undefined);
  const copied = notice({ sub: 'sub-ann' });
  expect(await sessions.endBy(copied)).toBe(1);
  const again = await sessions.begin(identity('ann'), 'coach', undefined);
  await db.close();
  db = await openSqlite(join(folder, 'coach.db'));
  sessions = open();
  expect(await sessions.endBy(copied)).toBe(0);
  expect((await sessions.of(again))?.role).toBe('coach');
  expect(await sessions.endBy(notice({ sub: 'sub-ann' }))).toBe(1);
});

describe('a session that ended', () => {
  const store = () => new SqlSessionStore(db);
  const rowOf = async (id: string) => (await store().find(sha256Hex(id))) ?? expect.fail('there is no row');
  const putBack = (row: StoredSession) => store().begin(row, { begun: 0, seen: 0 });

  it.each<[string, (id: string) => Promise<unknown>]>([
    ['at logout', (id) => sessions.end(id)],
    ['by the provider', () => sessions.endBy(notice({ sub: 'sub-ann' }))],
    ['as the login was renewed', (id) => sessions.begin(identity('ann'), 'coach', id)],
    [
      'by itself',
      (id) => {
        now += 100;
        return sessions.of(id);
      },
    ],
  ])('%s is none when its row is put back, until it would have ended anyhow', async (_title, end) => {
    const id = await sessions.begin(identity('ann'), 'coach', undefined);
    const row = await rowOf(id);
    await end(id);
    await putBack({ ...row, seen: now });
    expect(await sessions.of(id)).toBeUndefined();
    await putBack(row);
    expect(await sessions.of(id)).toBeUndefined();
    expect(await store().find(row.idHash)).toBeUndefined();
  });

  it('before the database was brought back from a copy is none, whatever row there is of it', async () => {
    const id = await sessions.begin(identity('ann'), 'coach', undefined);
    const row = await rowOf(id);
    now += 1;
    await sessions.endBegunBefore(now);
    expect(await store().find(row.idHash)).toBeUndefined();
    await putBack(row);
    expect(await sessions.of(id)).toBeUndefined();
    expect((await sessions.of(await sessions.begin(identity('ann'), 'coach', undefined)))?.role).toBe('coach');
  });
});

it('nobody was read in a session but whom this service noted, and none was seen later than it was', async () => {
  const [one, other] = [
    await sessions.begin(identity('ann'), 'coach', undefined),
    await sessions.begin(identity('ann'), 'coach', undefined),
  ];
  const [open, there] = [
    (await sessions.of(one)) ?? expect.fail('it is none'),
    (await sessions.of(other)) ?? expect.fail('it is none'),
  ];
  await sessions.noteRead(open, 'aa');
  const code = (await new SqlSessionStore(db).readCode(open.idHash, 'aa')) ?? expect.fail('there is none');
  const write = (idHash: string, pseudonym: string) => new SqlSessionStore(db).noteRead({ idHash, pseudonym, code });
  await write(open.idHash, 'bb');
  await write(there.idHash, 'aa');
  expect([
    await sessions.hasRead(open, 'aa'),
    await sessions.hasRead(open, 'bb'),
    await sessions.hasRead(there, 'aa'),
  ]).toEqual([true, false, false]);
  now += 99;
  expect((await sessions.of(one))?.role).toBe('coach');
  const seen = (await new SqlSessionStore(db).find(open.idHash)) ?? expect.fail('there is no row');
  await new SqlSessionStore(db).note({ ...seen, seen: now + 50 });
  expect(await sessions.of(one)).toBeUndefined();
  expect(closed.at(-1)).toBe('session-not-begun-here');
});
