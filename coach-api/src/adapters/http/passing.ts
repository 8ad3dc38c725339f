import type { IncomingMessage } from 'node:http';
import { pipeline } from 'node:stream/promises';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { notHeld } from '../../cluster/not-held.js';
import { COMMON, districtOf } from '../../core/districts.js';
import type { PeerMarks } from '../../core/peer-marks.js';
import type { Clock } from '../../ports.js';
import { PASSED_HEADER, type PeerClient } from '../peer-client.js';
import { unauthorised } from './access.js';
import { requireBearer } from './bearer.js';

export interface PassingOptions {
  readonly marks: PeerMarks;
  readonly peers: PeerClient;
  readonly clock: Clock;
  /** Where a district is looked after: here, at an address, or at this moment nowhere. */
  readonly whereIs: (district: string) => 'here' | { readonly address: string } | undefined;
  /** Whose token of the 24 words it claims to be. */
  readonly claimant: (token: string) => Promise<string | undefined>;
  /** Whether whoever asks is logged in still, where they were; a logout elsewhere ends nothing there. */
  readonly isStillIn: (request: FastifyRequest) => Promise<boolean>;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Whether another coach API passed it on: it goes no further. */
    passed: boolean;
  }
}

/** What says who asks, and how it is to be answered. */
const TAKEN_ALONG = ['authorization', 'cookie', 'accept', 'content-type', 'origin', 'sec-fetch-site', 'f4w-csrf-token'];
/** Of the connection, and not of the answer. */
const LEFT_BEHIND = ['connection', 'keep-alive', 'transfer-encoding'];
/** How often it is looked whether another took over meanwhile, and how long an answer may take, milliseconds. */
const [LOOK_MS, PATIENCE_MS] = [250, 30_000];
const ATTEMPTS = 3;

/** Before anything else of a request is looked at. */
export function notePassed(app: FastifyInstance, options: Pick<PassingOptions, 'marks' | 'clock'> | undefined): void {
  app.decorateRequest('passed', false);
  if (options === undefined) return;
  const { marks, clock } = options;
  app.addHook('onRequest', async (request) => {
    const mark = request.headers[PASSED_HEADER];
    request.passed = typeof mark === 'string' && marks.isOurs(mark, request, clock.now());
  });
}

/**
 * Passes on what is about somebody whom another coach API looks after, with all by which it is known who asks: it is let in or
 * refused there as it would be here. To be installed after the guard, so that nobody is passed on who is refused here.
 */
export function passOn(app: FastifyInstance, options: PassingOptions): void {
  app.addHook('preHandler', async (request, reply) => {
    if (request.passed || request.is404) return;
    const district = await districtAsked(request, options);
    if (district === undefined || options.whereIs(district) === 'here') return;
    const answer = await answerOf(request, district, options);
    if (answer === 'here') return;
    if (!(await options.isStillIn(request))) {
      answer.destroy();
      throw unauthorised();
    }
    await deliver(answer, reply);
    return reply;
  });
}

/** What a request is about; undefined where anybody can answer it. */
async function districtAsked(request: FastifyRequest, { claimant }: PassingOptions): Promise<string | undefined> {
  const { access } = request.routeOptions.config;
  if (access === 'administrator') return COMMON;
  const pseudonym =
    access === 'person' ? await claimant(requireBearer(request)) : (named(request.params) ?? named(request.body));
  return pseudonym === undefined ? undefined : districtOf(pseudonym);
}

function named(value: unknown): string | undefined {
  const pseudonym: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, 'pseudonym') : undefined;
  return typeof pseudonym === 'string' ? pseudonym : undefined;
}

/** Whoever took over meanwhile is asked anew, where asking twice does nothing twice. @throws CoachError `not-held` */
async function answerOf(
  request: FastifyRequest,
  district: string,
  { peers, whereIs }: PassingOptions,
): Promise<IncomingMessage | 'here'> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const place = whereIs(district);
    if (place === 'here') return 'here';
    if (place === undefined) throw notHeld();
    const watch = watchOver(() => isAt(whereIs(district), place.address));
    const answer = await peers.ask({ ...place, ...copyOf(request), signal: watch.signal });
    watch.end();
    if (answer !== undefined) return answer;
    if (request.method !== 'GET') break;
  }
  throw notHeld();
}

const isAt = (place: ReturnType<PassingOptions['whereIs']>, address: string): boolean =>
  typeof place === 'object' && place.address === address;

/** Aborts when it takes too long, or is not so any more. */
function watchOver(isSo: () => boolean): { readonly signal: AbortSignal; readonly end: () => void } {
  const controller = new AbortController();
  const begun = performance.now();
  const timer = setInterval(() => {
    if (!isSo() || performance.now() - begun > PATIENCE_MS) controller.abort();
  }, LOOK_MS);
  return { signal: controller.signal, end: () => clearInterval(timer) };
}

function copyOf(request: FastifyRequest) {
  const { method, url, body } = request;
  const text = body === undefined || body === null ? undefined : JSON.stringify(body);
  const length = text === undefined ? {} : { 'content-length': String(Buffer.byteLength(text)) };
  return { method, url, headers: { ...takenAlong(request), ...length }, body: text };
}

/** What of the head of a request says who asks. */
export function takenAlong({ headers }: FastifyRequest): Readonly<Record<string, string>> {
  const along = TAKEN_ALONG.flatMap((name) => {
    const value = headers[name];
    return typeof value === 'string' ? [[name, value] as const] : [];
  });
  return Object.fromEntries(along);
}

/** As it came: what goes with an answer was said where it was made. */
async function deliver(answer: IncomingMessage, reply: FastifyReply): Promise<void> {
  reply.hijack();
  const headers = Object.entries(answer.headers).filter(([name]) => !LEFT_BEHIND.includes(name));
  reply.raw.writeHead(answer.statusCode ?? 502, Object.fromEntries(headers));
  await pipeline(answer, reply.raw).catch(() => reply.raw.destroy());
}
