import type { IncomingMessage } from 'node:http';
import { pipeline } from 'node:stream/promises';
import type { FastifyInstance, FastifyReply, FastifyRequest, RouteHandlerMethod } from 'fastify';
import { notHeld } from '../../cluster/not-held.js';
import { COMMON, districtOf } from '../../core/districts.js';
import type { PeerMarks } from '../../core/peer-marks.js';
import type { Clock } from '../../ports.js';
import { PASSED_HEADER, type PeerClient } from '../peer-client.js';
import { unauthorised } from './access.js';
import { requireBearer } from './bearer.js';
import { boundLoad, type Load } from './load.js';

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
  /** How long another may take to answer, and then to send what it answers, milliseconds; 30 seconds where nothing is said. */
  readonly patienceMs?: number;
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
/** How often it is looked whether another took over meanwhile, milliseconds. */
const LOOK_MS = 250;
const PATIENCE_MS = 30_000;
const ATTEMPTS = 3;

/**
 * Bounds what is worked on at once, and passes on what others look after, in the order that lets what is passed on count too.
 *
 * @param passing undefined where there is one coach API alone
 */
export function boundAndPassOn(app: FastifyInstance, passing: PassingOptions | undefined): Load {
  if (passing !== undefined) passOn(app, passing);
  const load = boundLoad(app);
  notePassed(app, passing);
  return load;
}

/** Before anything else of a request is looked at. */
function notePassed(app: FastifyInstance, options: Pick<PassingOptions, 'marks' | 'clock'> | undefined): void {
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
 * refused there as it would be here. In the place of the handler, so that nobody is passed on who is refused here; to be installed before what
 * bounds the handlers, so that what is passed on counts until it is answered.
 */
function passOn(app: FastifyInstance, options: PassingOptions): void {
  app.addHook('onRoute', (route) => {
    const { handler } = route;
    const passing: RouteHandlerMethod = async function (this: FastifyInstance, request, reply) {
      const answer = await elsewhere(request, options);
      if (answer === undefined) return handler.call(this, request, reply);
      await deliver(answer, reply, options);
      return reply;
    };
    route.handler = passing;
  });
}

/** The answer of whoever looks after what is asked; undefined where that is here, or is nobody's. @throws CoachError `not-held`, `unauthorised` */
async function elsewhere(request: FastifyRequest, options: PassingOptions): Promise<IncomingMessage | undefined> {
  if (request.passed) return undefined;
  const district = await districtAsked(request, options);
  if (district === undefined || options.whereIs(district) === 'here') return undefined;
  const answer = await answerOf(request, district, options);
  if (answer === 'here') return undefined;
  if (await options.isStillIn(request)) return answer;
  answer.destroy();
  throw unauthorised();
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
  { peers, whereIs, patienceMs = PATIENCE_MS }: PassingOptions,
): Promise<IncomingMessage | 'here'> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const place = whereIs(district);
    if (place === 'here') return 'here';
    if (place === undefined) throw notHeld();
    const begun = performance.now();
    const isInTime = (): boolean => performance.now() - begun <= patienceMs;
    const watch = watchOver(() => isInTime() && isAt(whereIs(district), place.address));
    const answer = await peers.ask({ ...place, ...copyOf(request), signal: watch.signal });
    watch.end();
    if (answer !== undefined) return answer;
    if (request.method !== 'GET') break;
  }
  throw notHeld();
}

const isAt = (place: ReturnType<PassingOptions['whereIs']>, address: string): boolean =>
  typeof place === 'object' && place.address === address;

/** Aborts when it is not so any more. */
function watchOver(isSo: () => boolean): { readonly signal: AbortSignal; readonly end: () => void } {
  const controller = new AbortController();
  const timer = setInterval(() => {
    if (!isSo()) controller.abort();
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
async function deliver(
  answer: IncomingMessage,
  reply: FastifyReply,
  { patienceMs = PATIENCE_MS }: PassingOptions,
): Promise<void> {
  reply.hijack();
  const headers = Object.entries(answer.headers).filter(([name]) => !LEFT_BEHIND.includes(name));
  reply.raw.writeHead(answer.statusCode ?? 502, Object.fromEntries(headers));
  // One that stalls holds nobody's connection, nor their place among those that are worked on.
  const signal = AbortSignal.timeout(patienceMs);
  await pipeline(answer, reply.raw, { signal }).catch(() => reply.raw.destroy());
}
