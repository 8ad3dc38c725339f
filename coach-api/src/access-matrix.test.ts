import { cryptoReady, signRecoveryToken } from '@fit4work/protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Expected, PROGRAMME, ROWS, type Row, STANDINGS, type Standing } from './testing/access-rows.js';
import { Browser } from './testing/browser.js';
import { DemoProvider } from './testing/demo-provider.js';
import { ADMIN, BROKER, COACH, Desk, OPERATOR } from './testing/desk.js';
import { type DayToSeal, Employee } from './testing/employee.js';

await cryptoReady;
const DAY: DayToSeal = { day: '2026-05-01', windowStart: 1_777_586_400, granularity: 'day' };
const PERSONS: Readonly<Record<Standing, Employee>> = {
  ...{ own: new Employee(1), other: new Employee(2), none: new Employee(3) },
  ...{ expired: new Employee(4), withdrawn: new Employee(5) },
};
const leaves = new Map<Standing, string>();
let provider: DemoProvider;
let desk: Desk;

beforeAll(async () => {
  provider = await DemoProvider.start();
  desk = await Desk.open(provider.env);
  const { own, other, expired, withdrawn } = PERSONS;
  for (const person of [own, other, expired, withdrawn]) {
    await desk.enrol(person);
    await desk.publish(person, 'envelope', person.seal(DAY));
  }
  await desk.share(own);
  await desk.share(other, { recipient: 'coach-2' });
  await desk.share(expired, { expires: desk.now + 60 });
  const grant = await desk.share(withdrawn);
  await sendProgrammes();
  await desk.publishConsent(withdrawn, withdrawn.withdraw(grant, desk.now));
  desk.now += 120;
});
afterAll(async () => {
  await desk.close();
  await provider.stop();
});

/** Of each person one, so that what is refused later is refused of something that is there. */
async function sendProgrammes(): Promise<void> {
  for (const standing of ['own', 'other', 'expired', 'withdrawn'] as const) {
    const url = `/v1/people/${PERSONS[standing].name}/programmes`;
    const token = standing === 'other' ? 'other' : COACH;
    const { status, body } = await desk.http('POST', url, { token, body: PROGRAMME });
    expect(status).toBe(201);
    leaves.set(standing, body.leaf);
  }
}

/** By a token that counts for their own routes alone. */
const OWN_TOKENS = ['person', 'operator', 'broker'] as const;
type Who = 'nobody' | 'coach-1' | 'coach-2' | 'administrator' | (typeof OWN_TOKENS)[number];
const isOwn = (name: string): boolean => OWN_TOKENS.some((own) => own === name);

/** What a request shows of who asks it. */
interface Shown {
  readonly who: Who;
  readonly by: 'token' | 'cookie';
  /** A cookie that came from another site, without the token of its session, or with that of another. */
  readonly from?: 'another site' | 'a page without the token' | 'a page of another session';
  /** Whether the login is older than what takes a recent one. */
  readonly stale?: true;
}

interface Credentials extends Shown {
  readonly headers: () => Promise<Record<string, string>>;
}

const browser = (): Browser => new Browser(desk.browse, provider.origin);

async function loggedIn(account: string): Promise<Browser> {
  const somebody = browser();
  expect((await somebody.logIn(account)).status).toBe(303);
  return somebody;
}

const OWN_PAGE = { 'sec-fetch-site': 'same-origin', origin: 'http://127.0.0.1:1' };
async function pageOf(somebody: Browser): Promise<Record<string, string>> {
  const { csrfToken } = (await somebody.ask('GET', '/v1/session')).body;
  return { ...OWN_PAGE, cookie: somebody.cookie, 'f4w-csrf-token': csrfToken };
}

const byToken = (who: Who, token: string): Credentials => ({
  ...{ who, by: 'token', headers: async () => ({ authorization: `Bearer ${token}` }) },
});
/** @param made how many seconds ago */
const byWords = (who: Who, { person, made = 0 }: { person: Employee; made?: number }): Credentials => ({
  ...{ who, by: 'token' },
  headers: async () => ({ authorization: `Bearer ${signRecoveryToken(person.identity, desk.now - made)}` }),
});
const byCookie = (who: Who, account: string): Credentials => ({
  ...{ who, by: 'cookie', headers: async () => pageOf(await loggedIn(account)) },
});

const fromElsewhere = (change: Record<string, string>): Credentials => ({
  ...{ who: 'coach-1', by: 'cookie', from: 'another site' },
  headers: async () => ({ ...(await pageOf(await loggedIn('ann'))), ...change }),
});

const withToken = (token: string | undefined): Credentials => ({
  ...{ who: 'coach-1', by: 'cookie', from: 'a page without the token' },
  headers: async () => {
    const { 'f4w-csrf-token': _, ...headers } = await pageOf(await loggedIn('ann'));
    return token === undefined ? headers : { ...headers, 'f4w-csrf-token': token };
  },
});

/** A session that was, or a cookie that is none. */
const nobody = (spoil: (somebody: Browser) => Promise<string>): Credentials => ({
  ...{ who: 'nobody', by: 'cookie' },
  headers: async () => {
    const somebody = await loggedIn('ann');
    const page = await pageOf(somebody);
    return { ...page, cookie: await spoil(somebody) };
  },
});

const changed = (cookie: string): string => `${cookie.slice(0, -2)}${cookie.endsWith('AA') ? 'BB' : 'AA'}`;

const CREDENTIALS: Readonly<Record<string, Credentials>> = {
  'nothing at all': { who: 'nobody', by: 'cookie', headers: async () => ({}) },
  'a token that nobody has': byToken('nobody', 'x'),
  'the token of a coach': byToken('coach-1', COACH),
  'the token of another coach': byToken('coach-2', 'other'),
  'the token of the administrator': byToken('administrator', ADMIN),
  'the token of what watches the service': byToken('operator', OPERATOR),
  'the token of the broker': byToken('broker', BROKER),
  'the token of a person': byWords('person', { person: PERSONS.own }),
  'a token of a person that has ended': byWords('nobody', { person: PERSONS.own, made: 400 }),
  'the token of a person who never enrolled': byWords('nobody', { person: PERSONS.none }),
  'the session of a coach': byCookie('coach-1', 'ann'),
  'the session of another coach': byCookie('coach-2', 'ben'),
  'the session of an administrator': byCookie('administrator', 'admin'),
  'a session, and a token that nobody has': {
    ...{ who: 'nobody', by: 'token' },
    headers: async () => ({ ...(await pageOf(await loggedIn('ann'))), authorization: 'Bearer x' }),
  },
  'a cookie that was changed': nobody(async ({ cookie }) => changed(cookie)),
  'two cookies of one name': nobody(async ({ cookie }) => `${changed(cookie)}; ${cookie}`),
  'a session that was logged out': nobody(async (somebody) => {
    const { cookie } = somebody;
    await somebody.post('/v1/logout');
    return cookie;
  }),
  'a session and the token of another session': {
    ...{ who: 'coach-1', by: 'cookie', from: 'a page of another session' },
    headers: async () => {
      const { 'f4w-csrf-token': token = '' } = await pageOf(await loggedIn('ann'));
      return { ...(await pageOf(await loggedIn('ann'))), 'f4w-csrf-token': token };
    },
  },
  'a session without its token': withToken(undefined),
  'a session from another site': fromElsewhere({ 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }),
  'a session from a neighbour of this site': fromElsewhere({ 'sec-fetch-site': 'same-site' }),
  'a session from another origin': fromElsewhere({ origin: 'http://127.0.0.1:2' }),
};

/** What the whole of the rules says of a request; the rows say it of whoever may ask. */
function expected(route: string, { access, stepUp, answers }: Row, shown: Shown & { standing: Standing }): Expected {
  const { who, by, from, stale, standing } = shown;
  if (access === 'anyone') return answers[standing];
  if (who === access) return answers[standing];
  if (who === 'nobody' || isOwn(who) || isOwn(access) || (access === 'session' && by === 'token'))
    return [401, 'unauthorised'];
  const changes = !route.startsWith('GET ');
  const isNotOwn = from === 'another site' || from === 'a page of another session';
  if (isNotOwn || (from !== undefined && changes)) return [403, 'cross-site'];
  if (access !== 'session' && (access === 'administrator') !== (who === 'administrator')) return [403, 'not-permitted'];
  if (stale && stepUp) return [401, 'login-again'];
  const seen: Readonly<Record<Standing, Standing>> = { ...SAME, ...(who === 'coach-2' ? EXCHANGED : {}) };
  return answers[seen[standing]];
}

const SAME = { own: 'own', other: 'other', none: 'none', expired: 'expired', withdrawn: 'withdrawn' } as const;
const EXCHANGED = { own: 'other', other: 'own' } as const;

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;

async function answered(route: string, { ask }: Row, shown: Credentials & { standing: Standing }): Promise<Expected> {
  const { path, body } = ask(PERSONS[shown.standing].name, leaves.get(shown.standing) ?? 'ab'.repeat(32));
  const type = typeof body === 'string' ? 'application/x-www-form-urlencoded' : 'application/json';
  const answer = await desk.browse({
    ...{ method: METHODS.find((each) => route.startsWith(`${each} `)) ?? 'GET', path },
    headers: { ...(await shown.headers()), ...(body === undefined ? {} : { 'content-type': type }) },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const code = answer.status < 400 || !answer.text.startsWith('{"code"') ? undefined : JSON.parse(answer.text).code;
  return code === undefined ? [answer.status] : [answer.status, code];
}

/** Of every route and every standing, by its name, so that what is not as it should be is read at once. */
async function tableOf(of: (route: string, row: Row, standing: Standing) => Promise<Expected> | Expected) {
  const table: Record<string, Expected> = {};
  for (const [route, row] of Object.entries(ROWS)) {
    const standings = route.includes('{pseudonym}') ? STANDINGS : (['own'] as const);
    for (const standing of standings) table[`${route} ${standing}`] = await of(route, row, standing);
  }
  return table;
}

const expectedTable = (shown: Shown) => tableOf((route, row, standing) => expected(route, row, { ...shown, standing }));

/** One session for all, but for the route that ends it. */
async function answeredTable(shown: Credentials) {
  const kept = await shown.headers();
  return tableOf((route, row, standing) =>
    answered(route, row, { ...shown, standing, ...(route === 'POST /v1/logout' ? {} : { headers: async () => kept }) }),
  );
}

describe('every route', () => {
  it('that the document describes has a row, which says who may ask it as the document does', async () => {
    const { body } = await desk.http('GET', '/openapi.json');
    const described: Record<string, unknown> = {};
    for (const [path, operations] of Object.entries<Record<string, { security?: object[] }>>(body.paths)) {
      for (const [method, { security = [] }] of Object.entries(operations)) {
        described[`${method.toUpperCase()} ${path}`] = security.flatMap((each) => Object.keys(each));
      }
    }
    const schemes = {
      ...{ anyone: [], person: ['person'], session: ['session'], operator: ['operator'], broker: ['broker'] },
      ...{ coach: ['session', 'bearer'], administrator: ['session', 'bearer'] },
    };
    const rows = Object.entries(ROWS).map(([route, { access }]) => [route, schemes[access]]);
    expect(described).toEqual(Object.fromEntries(rows));
    expect(Object.keys(body.components.securitySchemes)).toEqual([
      'bearer',
      'person',
      'operator',
      'broker',
      'session',
      'oidc',
    ]);
  });

  it.each(Object.entries(CREDENTIALS))('answers whoever shows %s as its row says', async (_name, shown) => {
    expect(await answeredTable(shown)).toEqual(await expectedTable(shown));
  });

  it('answers somebody whose login is not recent as its row says', async () => {
    const shown: Credentials = {
      ...{ who: 'coach-1', by: 'cookie', stale: true },
      headers: async () => {
        const page = await pageOf(await loggedIn('ann'));
        desk.now += 601;
        return page;
      },
    };
    expect(await answeredTable(shown)).toEqual(await expectedTable(shown));
  });

  it.each([
    ['has been idle', 1_800],
    ['has ended', 28_800],
  ])('answers a session that %s as one that never was', async (_title, seconds) => {
    const shown = nobody(async ({ cookie }) => {
      desk.now += seconds;
      return cookie;
    });
    expect(await answeredTable(shown)).toEqual(await expectedTable(shown));
  });

  it('answers a session of somebody who is no coach any more as one that never was', async () => {
    const page = await pageOf(await loggedIn('ann'));
    await provider.writeCoaches(['coach-2']);
    await desk.stop();
    await desk.start();
    const shown: Credentials = { who: 'nobody', by: 'cookie', headers: async () => page };
    expect(await answeredTable(shown)).toEqual(await expectedTable(shown));
  });
});
