import { DemoError } from './error.js';
import type { Network } from './network.js';
import type { State } from './state.js';

/* The coach API over HTTP, as the coach and the programme administrator use it. */

export type Metric = 'steps' | 'heart-rate' | 'sleep';

/** What a coach gets of one day or hour. */
interface SummaryValues {
  readonly steps?: { readonly total: number | null };
  readonly heartRate?: { readonly mean: number | null; readonly minutes: number };
  readonly sleep?: { readonly minutesAsleep: number | null; readonly minutesAwakeInBed: number | null };
}

export interface SummaryAnswer {
  /** One for all of an ask that is shared whole, as the demo's are. */
  readonly reads: readonly { readonly leaf: string; readonly record: string; readonly proof: string }[];
  readonly days?: readonly (SummaryValues & { readonly date: string })[];
  readonly hours?: readonly (SummaryValues & { readonly start: string })[];
}

export interface Reading {
  readonly pseudonym: string;
  readonly metrics: readonly Metric[];
  readonly granularity: 'day' | 'hour';
  readonly from: string;
  readonly until: string;
}

export interface Answer {
  readonly status: number;
  /** The body as it was sent. */
  readonly text: string;
}

const TIMEOUT = 60_000;

async function ask(
  url: URL,
  token: string,
  { method = 'GET', body }: { method?: string; body?: object | undefined } = {},
): Promise<Answer> {
  const type = body === undefined ? {} : { 'content-type': 'application/json' };
  const headers = { authorization: `Bearer ${token}`, ...type };
  const sent = body === undefined ? {} : { body: JSON.stringify(body) };
  try {
    const response = await fetch(url, { method, headers, ...sent, signal: AbortSignal.timeout(TIMEOUT) });
    return { status: response.status, text: await response.text() };
  } catch (cause) {
    throw new DemoError('process-failed', `The coach API did not answer at ${url.origin}; see its log.`, { cause });
  }
}

/** Has an invitation made by the programme administrator; its text goes to the employee unchanged. */
export async function invite({ coachUrl }: Network, { manifest }: State): Promise<string> {
  const { status, text } = await retried(() =>
    ask(new URL('/v1/invitations', coachUrl), manifest.adminToken, { method: 'POST' }),
  );
  if (status !== 201)
    throw new DemoError('refused', `The coach API made no invitation (status ${status}); see its log.`);
  return text;
}

/** Opens summaries as the coach: one logged read. */
export function readSummaries({ coachUrl }: Network, { manifest }: State, reading: Reading): Promise<Answer> {
  const url = new URL(`/v1/people/${reading.pseudonym}/summaries`, coachUrl);
  url.searchParams.set('metrics', reading.metrics.join(','));
  url.searchParams.set('granularity', reading.granularity);
  url.searchParams.set('from', reading.from);
  url.searchParams.set('to', reading.until);
  url.searchParams.set('purpose', 'weekly coaching');
  return retried(() => ask(url, manifest.coachToken));
}

/** Asks as the coach; with a body, posts it. */
export const askCoach = (
  { coachUrl }: Network,
  { manifest }: State,
  { path, body }: { readonly path: string; readonly body?: object | undefined },
): Promise<Answer> =>
  retried(() =>
    ask(new URL(path, coachUrl), manifest.coachToken, { method: body === undefined ? 'GET' : 'POST', body }),
  );

const ATTEMPTS = 20;
const BETWEEN = 500;

/** Asks again while the service is being started again or is not ready. */
async function retried(attempt: () => Promise<Answer>): Promise<Answer> {
  for (let left = ATTEMPTS; ; left--) {
    try {
      const answer = await attempt();
      if (answer.status < 500 || left === 0) return answer;
    } catch (error) {
      if (left === 0) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, BETWEEN));
  }
}
