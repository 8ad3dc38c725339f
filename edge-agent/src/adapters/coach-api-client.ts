import { once } from 'node:events';
import { type ClientRequest, type IncomingMessage, type RequestOptions, request } from 'node:http';
import { concat, MAX_RECOVERY_PAGE } from '@fit4work/protocol';
import type { CoachApi } from '../coach-api-port.js';
import { type ChallengeDays, readChallenge } from '../core/challenge-days.js';
import { readRotationList } from '../core/coach-keys.js';
import type { Unlisted } from '../core/findings.js';
import type { Said } from '../core/language.js';
import { ENROL_REFUSALS } from '../core/refusal-words/enrol-refusals.js';
import { NETWORK_REFUSALS } from '../core/refusal-words/network-refusals.js';
import { AgentError } from '../error.js';
import type { CoachApiPlace } from '../ports.js';
import { connectPinned } from './pinned-tls.js';

const TIMEOUT = 10_000;
/** Somebody waits, and can do without. */
const TIME_TIMEOUT = 2_000;
/** A page may have four megabytes. */
const PAGE_TIMEOUT = 120_000;
const LONGEST_ANSWER = 256 * 1024;
/** One key, or that there is none. */
const LONGEST_KEY = 4 * 1024;

interface Asked {
  readonly method: 'GET' | 'POST';
  /** Below the address, without a slash before it. */
  readonly path: string;
  readonly token?: string;
  readonly body?: object;
  readonly timeout?: number;
  /** Bytes of an answer that is read. */
  readonly longest?: number;
}

interface Answered {
  readonly status: number;
  readonly bytes: Uint8Array;
  /** What time it says it is. */
  readonly date: string | undefined;
}

/** The coach API's routes of enrolment and recovery. */
export function coachApiClient(place: CoachApiPlace): CoachApi {
  const tell = (asked: Asked): Promise<Answered> => send(place, asked);
  return {
    async enrol(body) {
      const { status, bytes } = await tell({ method: 'POST', path: 'v1/enrolments', body });
      if (status >= 500) throw new AgentError('unreachable', NETWORK_REFUSALS.coachCannotEnrol);
      if (!isGood(status)) {
        throw new AgentError('refused', NOT_ENROLLED.get(codeOf(bytes)) ?? ENROL_REFUSALS.invitationRefused(status));
      }
    },
    async recovery(token) {
      const answer = await tell({ method: 'GET', path: 'v1/recovery', token });
      return parseJson(checkRecovery(answer).bytes);
    },
    async recoveryPage(token, { kind, after }) {
      const path = `v1/recovery/${kind}${after === undefined ? '' : `?after=${after}`}`;
      const answer = await tell({ method: 'GET', path, token, timeout: PAGE_TIMEOUT, longest: MAX_RECOVERY_PAGE });
      return checkRecovery(answer).bytes;
    },
    async addAgent(token, body) {
      const answer = await tell({ method: 'POST', path: 'v1/recovery/agents', token, body });
      if (answer.status === 409) return false;
      checkRecovery(answer);
      return true;
    },
    async rotations() {
      try {
        const { status, bytes } = await tell({ method: 'GET', path: 'v1/jwks.json', timeout: TIME_TIMEOUT });
        return status === 200 ? readRotationList(parseJson(bytes)) : undefined;
      } catch (error) {
        if (error instanceof AgentError) return undefined;
        throw error;
      }
    },
  };
}

/** What time the coach API says it is, in Unix seconds; undefined where it does not answer at once. Nobody signs it. */
export async function coachTime(place: CoachApiPlace): Promise<number | undefined> {
  try {
    const { date } = await send(place, { method: 'GET', path: 'healthz', timeout: TIME_TIMEOUT });
    const time = Date.parse(date ?? '');
    return Number.isNaN(time) ? undefined : Math.floor(time / 1000);
  } catch (error) {
    if (error instanceof AgentError) return undefined;
    throw error;
  }
}

/** First and last day of the challenge of an agent; undefined where it does not answer at once, or with something else. Nobody signs it. @param keyId as of {@link isListed} */
export async function challengeDays(place: CoachApiPlace, keyId: string): Promise<ChallengeDays | undefined> {
  try {
    const path = `v1/agents/keys/${keyId}`;
    const { status, bytes } = await send(place, { method: 'GET', path, timeout: TIME_TIMEOUT, longest: LONGEST_KEY });
    return status === 200 ? readChallenge(parseJson(bytes)) : undefined;
  } catch (error) {
    if (error instanceof AgentError) return undefined;
    throw error;
  }
}

/**
 * Whether the coach API lists the key of an agent among those that it lets in, or why not for now; undefined where it does not answer at once,
 * or with anything else: that a route or a whole service is away ends nobody. Nobody signs it: it is a hint for a person.
 *
 * @param keyId of the agent's key, base64url
 */
export async function isListed(place: CoachApiPlace, keyId: string): Promise<boolean | Unlisted | undefined> {
  try {
    const path = `v1/agents/keys/${keyId}`;
    const { status, bytes } = await send(place, { method: 'GET', path, timeout: TIME_TIMEOUT, longest: LONGEST_KEY });
    const { kid, code } = Object(parseJson(bytes)) as { readonly kid?: unknown; readonly code?: unknown };
    if (status === 200 && kid === keyId) return true;
    if (status === 404 && code === 'agent-unknown') return false;
    if (status === 403 && code === 'agent-suspended') return code;
    return status === 410 && code === 'challenge-ended' ? code : undefined;
  } catch (error) {
    if (error instanceof AgentError) return undefined;
    throw error;
  }
}

/** What is said of an invitation, by the code of the coach API's refusal. */
const NOT_ENROLLED: ReadonlyMap<unknown, Said> = new Map([
  ['invitation-unknown', ENROL_REFUSALS.invitationUnknown],
  ['invitation-used', ENROL_REFUSALS.invitationUsed],
  ['invitation-revoked', ENROL_REFUSALS.invitationRevoked],
  ['invitation-expired', ENROL_REFUSALS.invitationExpired],
  ['challenge-not-begun', ENROL_REFUSALS.challengeNotBegun],
  ['challenge-ended', ENROL_REFUSALS.challengeEnded],
]);

/** A refusal without a code is one as well: something before the service may have answered. */
function codeOf(bytes: Uint8Array): unknown {
  try {
    return Object(JSON.parse(new TextDecoder().decode(bytes))).code;
  } catch {
    return undefined;
  }
}

const isGood = (status: number): boolean => status >= 200 && status < 300;

function checkRecovery(answer: Answered): Answered {
  const { status } = answer;
  if (isGood(status)) return answer;
  if (status === 401 || status === 403 || status === 404) {
    throw new AgentError('refused', ENROL_REFUSALS.wordsUnknown);
  }
  const code = status >= 500 || status === 429 ? 'unreachable' : 'refused';
  throw new AgentError(code, NETWORK_REFUSALS.coachGaveNothing(status));
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    throw new AgentError('refused', NETWORK_REFUSALS.coachUnreadable, { cause });
  }
}

async function send(place: CoachApiPlace, asked: Asked): Promise<Answered> {
  const signal = AbortSignal.timeout(asked.timeout ?? TIMEOUT);
  try {
    const sent = await open(place, asked, signal);
    const answered = once(sent, 'response');
    sent.end(asked.body && JSON.stringify(asked.body));
    const [response]: IncomingMessage[] = await answered;
    if (response === undefined) throw new AgentError('unreachable', NETWORK_REFUSALS.coachSilent);
    const bytes = await readBounded(response, asked.longest ?? LONGEST_ANSWER);
    return { status: response.statusCode ?? 0, bytes, date: response.headers.date };
  } catch (cause) {
    if (cause instanceof AgentError) throw cause;
    const { host } = new URL(place.coachUrl);
    throw new AgentError('unreachable', NETWORK_REFUSALS.coachAway(host), { cause });
  }
}

/** A request whose connection is the verified one; with no redirect ever followed, nothing is said anywhere else. */
async function open(
  place: CoachApiPlace,
  { method, path, token, body }: Asked,
  signal: AbortSignal,
): Promise<ClientRequest> {
  const base = place.coachUrl.endsWith('/') ? place.coachUrl : `${place.coachUrl}/`;
  const url = new URL(path, base);
  const options: RequestOptions = {
    method,
    signal,
    headers: {
      host: url.host,
      ...(token && { authorization: `Bearer ${token}` }),
      ...(body && { 'content-type': 'application/json' }),
    },
  };
  if (url.protocol === 'http:') return request(url, { ...options, agent: false });
  const socket = await connectPinned(place, signal);
  return request({ ...options, path: `${url.pathname}${url.search}`, createConnection: () => socket });
}

async function readBounded(response: IncomingMessage, limit: number): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of response as AsyncIterable<Uint8Array>) {
    length += part.length;
    if (length > limit) {
      response.destroy();
      throw new AgentError('refused', NETWORK_REFUSALS.coachTooLong);
    }
    parts.push(part);
  }
  return concat(...parts);
}
