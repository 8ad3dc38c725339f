import type { Access } from '../adapters/http/access.js';
import { Employee } from './employee.js';

/** How a person stands to the coach who asks. */
export const STANDINGS = ['own', 'other', 'none', 'expired', 'withdrawn'] as const;
export type Standing = (typeof STANDINGS)[number];

/** Status, and the code of a refusal. */
export type Expected = readonly [status: number, code?: string];

interface Asking {
  readonly path: string;
  /** JSON, unless it is a text, which is a form. */
  readonly body?: object | string;
}

export interface Row {
  readonly access: Access;
  /** What takes a recent login. */
  readonly stepUp?: true;
  /** @param leaf of a programme that was sent to the person, where one was */
  readonly ask: (pseudonym: string, leaf: string) => Asking;
  /** Of whoever may ask it; of a route about nobody, whatever the person is. */
  readonly answers: Readonly<Record<Standing, Expected>>;
}

const NOT_GRANTED: Expected = [403, 'not-granted'];

/** Nobody but a coach whose grant lives is told anything of a person, not even whether they exist. */
const ofPerson = (status: number): Row['answers'] => ({
  ...{ own: [status], other: NOT_GRANTED, none: NOT_GRANTED, expired: NOT_GRANTED, withdrawn: NOT_GRANTED },
});

const always = (...expected: Expected): Row['answers'] => ({
  ...{ own: expected, other: expected, none: expected, expired: expected, withdrawn: expected },
});

const open = (path: string, ...expected: Expected): Row => ({
  ...{ access: 'anyone', ask: () => ({ path }), answers: always(...expected) },
});

const people = (status: number, ask: (leaf: string) => { readonly rest: string; readonly body?: object }): Row => ({
  ...{ access: 'coach', answers: ofPerson(status) },
  ask: (pseudonym, leaf) => {
    const { rest, body } = ask(leaf);
    return { path: `/v1/people/${pseudonym}/${rest}`, ...(body === undefined ? {} : { body }) };
  },
});

const SESSION = { day: '2026-05-04', kind: 'walk', minutes: 30, target: null, note: '' };
const PLAN = { title: 'Plan', from: '2026-05-04', until: '2026-05-10', sessions: [SESSION], advice: '' };
const DRAFT = { template: 'start-to-walk', from: '2026-05-04', weeks: 4, aim: 'steps', language: 'nl' };
const SUMMARIES = 'summaries?metrics=steps&granularity=day&from=2026-05-01&to=2026-05-01&purpose=talk';
/** In order, but for the code, which was never given. */
const ENROLMENT = () => new Employee(9).enrolment('A'.repeat(22));
const recovering = (asking: Asking, ...expected: Expected): Row => ({
  ...{ access: 'person', ask: () => asking, answers: always(...expected) },
});
const administrators = (asking: Asking, ...expected: Expected): Row => ({
  ...{ access: 'administrator', ask: () => asking, answers: always(...expected) },
});
let challenges = 0;
/** No two have one name. */
const nextChallenge = (): number => ++challenges;
const { agent, agentKey, certificate } = ENROLMENT();

/** The body of a programme, for tests that send one. */
export const PROGRAMME = PLAN;

/** One row a route. A route without one fails the test. */
export const ROWS: Readonly<Record<string, Row>> = {
  'GET /': open('/', 200),
  'GET /enrol': open('/enrol', 200),
  'GET /metrics': { ...open('/metrics', 200), access: 'operator' },
  'GET /healthz': open('/healthz', 200),
  'GET /readyz': open('/readyz', 503),
  'GET /v1/jwks.json': open('/v1/jwks.json', 200),
  'GET /v1/agents/jwks.json': { ...open('/v1/agents/jwks.json', 200), access: 'broker' },
  'GET /v1/agents/key-set': { ...open('/v1/agents/key-set', 200), access: 'broker' },
  'GET /v1/agents/key-set/{prefix}': { ...open('/v1/agents/key-set/0a', 200), access: 'broker' },
  'GET /v1/agents/keys/{kid}': open(`/v1/agents/keys/${'A'.repeat(43)}`, 404, 'agent-unknown'),
  'GET /v1/audit/erasures': open('/v1/audit/erasures', 200),
  'GET /v1/audit/openings/{day}': open('/v1/audit/openings/2026-05-01', 404, 'not-reconciled'),
  'POST /v1/enrolments': {
    ...open('', 403, 'invitation-unknown'),
    ask: () => ({ path: '/v1/enrolments', body: ENROLMENT() }),
  },
  'GET /v1/retention': administrators({ path: '/v1/retention' }, 200),
  'GET /v1/challenges': administrators({ path: '/v1/challenges' }, 200),
  'POST /v1/challenges': {
    ...administrators({ path: '' }, 201),
    ask: () => ({ path: '/v1/challenges', body: { name: `Challenge ${nextChallenge()}`, from: '2026-05-01' } }),
  },
  'PATCH /v1/challenges/{number}': administrators(
    { path: '/v1/challenges/999', body: { seats: 9 } },
    404,
    'no-challenge',
  ),
  'GET /v1/invitations': administrators({ path: '/v1/invitations' }, 200),
  'PUT /v1/invitations/{number}/revocation': administrators(
    { path: '/v1/invitations/999/revocation' },
    404,
    'no-invitation',
  ),
  'PUT /v1/invitations/{number}/suspension': administrators(
    { path: '/v1/invitations/999/suspension' },
    404,
    'no-invitation',
  ),
  'DELETE /v1/invitations/{number}/suspension': administrators(
    { path: '/v1/invitations/999/suspension' },
    404,
    'no-invitation',
  ),
  'POST /v1/invitations': {
    ...{ access: 'administrator', ask: () => ({ path: '/v1/invitations' }), answers: always(201) },
  },
  'GET /v1/login': open('/v1/login', 303),
  'GET /v1/login/callback': open('/v1/login/callback?code=a&state=b', 403, 'login-failed'),
  'GET /v1/session': { ...open('/v1/session', 200), access: 'session' },
  'GET /v1/session/left': { ...open('/v1/session/left', 200), access: 'session' },
  'POST /v1/logout': { ...open('/v1/logout', 200), access: 'session' },
  'POST /v1/logout/back-channel': {
    ...open('', 400, 'bad-request'),
    ask: () => ({ path: '/v1/logout/back-channel', body: 'logout_token=a.b.c' }),
  },
  'GET /v1/people': { ...open('/v1/people', 200), access: 'coach' },
  'GET /v1/reads': { ...open('/v1/reads', 200), access: 'coach' },
  'GET /v1/people/{pseudonym}/grants': {
    ...{ access: 'coach', ask: (pseudonym) => ({ path: `/v1/people/${pseudonym}/grants` }), answers: always(200) },
  },
  'GET /v1/people/{pseudonym}/summaries': { ...people(200, () => ({ rest: SUMMARIES })), stepUp: true },
  'GET /v1/people/{pseudonym}/messages': people(200, () => ({ rest: 'messages' })),
  'POST /v1/people/{pseudonym}/messages': people(201, () => ({ rest: 'messages', body: { text: 'Hallo' } })),
  'GET /v1/people/{pseudonym}/programmes': people(200, () => ({ rest: 'programmes' })),
  'POST /v1/people/{pseudonym}/programmes': {
    ...people(201, () => ({ rest: 'programmes', body: PLAN })),
    stepUp: true,
  },
  'GET /v1/people/{pseudonym}/programmes/{leaf}': people(200, (leaf) => ({ rest: `programmes/${leaf}` })),
  'GET /v1/people/{pseudonym}/programmes/{leaf}/adherence': {
    ...people(200, (leaf) => ({ rest: `programmes/${leaf}/adherence?purpose=talk` })),
    stepUp: true,
  },
  'POST /v1/people/{pseudonym}/programmes/proposals': {
    ...people(200, (programme) => ({
      rest: 'programmes/proposals',
      body: { programme, purpose: 'talk', language: 'nl' },
    })),
    stepUp: true,
  },
  'POST /v1/programmes/checks': {
    ...{ access: 'coach', answers: always(200) },
    ask: () => ({
      path: '/v1/programmes/checks',
      body: { from: PLAN.from, sessions: PLAN.sessions, language: 'nl' },
    }),
  },
  'POST /v1/programmes/drafts': {
    ...{ access: 'coach', answers: always(200) },
    ask: () => ({ path: '/v1/programmes/drafts', body: DRAFT }),
  },
  'GET /v1/recovery': recovering({ path: '/v1/recovery' }, 200),
  'GET /v1/recovery/{kind}': recovering({ path: '/v1/recovery/messages' }, 200),
  // Of another person than whoever asks.
  'POST /v1/recovery/agents': recovering(
    { path: '/v1/recovery/agents', body: { agent, agentKey, certificate } },
    400,
    'certificate-refused',
  ),
};
