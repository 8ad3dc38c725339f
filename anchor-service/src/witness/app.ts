import { createHash } from 'node:crypto';
import {
  addSignatures,
  cosign,
  formatSignatureLine,
  formatSignedCheckpoint,
  isSignatureOf,
  type NoteSigner,
  type PolicyLog,
  type SignedNote,
} from '@fit4work/protocol';
import type { FastifyError, FastifyInstance, FastifyReply } from 'fastify';
import { createLimitedServer, SERVER_LIMITS, type ServerLimits } from '../adapters/limited-server.js';
import { RateLimit } from '../core/rate-limit.js';
import type { EvidenceFolder } from '../evidence/evidence-folder.js';
import type { Clock, Journal } from '../ports.js';
import { RefusalJournal } from '../refusal-journal.js';
import type { KeptHistory } from '../rotation/kept-history.js';
import { decide, type Refusal } from './decide.js';
import { languageOf, PAGE_HEADERS, pageOf } from './page.js';
import { type CosignRequest, parseRequest } from './request.js';
import type { WitnessStateFile } from './state-file.js';
import { Tally } from './tally.js';

export interface WitnessOptions {
  readonly signer: NoteSigner;
  /** The logs that are cosigned. */
  readonly logs: readonly PolicyLog[];
  /** By which the keys of one of them changed: its evidence has it. */
  readonly history?: KeptHistory | undefined;
  readonly state: WitnessStateFile;
  readonly evidence: EvidenceFolder;
  readonly clock: Clock;
  readonly journal: Journal;
  readonly limits?: Partial<WitnessLimits>;
}

/** What one peer may take. */
export interface WitnessLimits extends ServerLimits {
  /** Requests a second of one address. */
  readonly perSecond: number;
  /** Addresses and networks whose `X-Forwarded-For` is believed. */
  readonly trustedProxy: readonly string[];
}

const TEXT = 'text/plain; charset=utf-8';
/** Old size, 63 hashes and a checkpoint with all its signatures have room in it. */
const MAX_BODY_BYTES = 72 * 1024;
const LIMITS: WitnessLimits = {
  ...SERVER_LIMITS,
  ...{ perSecond: 100, trustedProxy: [], idleMs: 20_000, connections: 256, connectionsOfOne: 128 },
};

/** Builds a witness's HTTP side; it never listens by itself. @see C2SP tlog-witness */
export function buildWitnessApp(options: WitnessOptions): FastifyInstance {
  const limits = { ...LIMITS, ...options.limits };
  const app = createServer(limits);
  const work = { ...options, tally: new Tally(options.clock()), refusals: new RefusalJournal(options.journal) };
  addRefusals(app, work, limits);

  app.post('/add-checkpoint', (request, reply) => {
    const asked = request.body instanceof Buffer ? parseRequest(request.body) : undefined;
    return asked === undefined ? refuse(work, reply, { status: 400, reason: 'malformed' }) : answer(work, asked, reply);
  });
  app.get<{ Params: { origin: string } }>('/:origin/checkpoint', (request, reply) => {
    const found = options.state.all().find(({ checkpoint }) => hexOf(checkpoint.origin) === request.params.origin);
    if (found === undefined) return reply.code(404).type(TEXT).send('Not found.\n');
    return reply.type(TEXT).header('cache-control', 'no-cache').send(Buffer.from(found.note));
  });
  app.get('/healthz', (_request, reply) => {
    const alarms = options.evidence.cases().length + work.tally.unkept;
    const { leftOut } = work.tally;
    const status = alarms > 0 ? 'alarm' : 'ok';
    return reply.code(alarms > 0 ? 503 : 200).send({ status, alarms, ...(leftOut > 0 && { leftOut }) });
  });
  app.get<{ Querystring: { lang?: unknown } }>('/', (request, reply) => {
    const language = languageOf(request.query.lang, request.headers['accept-language']);
    return reply.headers(PAGE_HEADERS).send(pageOf(work, language));
  });
  return app;
}

interface Work extends WitnessOptions {
  readonly tally: Tally;
  readonly refusals: RefusalJournal;
}

function createServer(limits: WitnessLimits): FastifyInstance {
  const app = createLimitedServer({ trustProxy: [...limits.trustedProxy], bodyLimit: MAX_BODY_BYTES }, limits);
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  return app;
}

function addRefusals(app: FastifyInstance, work: Work, { perSecond }: WitnessLimits): void {
  const limit = new RateLimit(perSecond);
  app.addHook('onRequest', async (request, reply) => {
    if (limit.admits(request.ip, performance.now())) return;
    refuse(work, reply.header('retry-after', '1'), { status: 429, reason: 'too-many' });
  });
  app.setErrorHandler<FastifyError>((error, _request, reply) => {
    const status = error.statusCode ?? 500;
    const reason = status === 413 ? 'too-large' : status < 500 ? 'malformed' : 'storage-failed';
    return refuse(work, reply, { status, reason });
  });
  app.setNotFoundHandler((_request, reply) => reply.code(404).type(TEXT).send('Not found.\n'));
}

/** From reading the record to replacing it nothing waits: two requests cannot both extend the same record. */
function answer(work: Work, asked: CosignRequest, reply: FastifyReply): FastifyReply {
  const { state, logs, signer, tally, journal } = work;
  const { checkpoint, note } = asked;
  const recorded = state.get(checkpoint.origin);
  const decision = decide(asked, logs, recorded?.checkpoint);
  if (decision.kind === 'refused') {
    if (recorded !== undefined && decision.isContradiction) keepEvidence(work, asked, recorded.note);
    const { recordedSize } = decision;
    return recordedSize === undefined
      ? refuse(work, reply, decision)
      : refuse(work, reply.header('content-type', 'text/x.tlog.size'), { ...decision, body: `${recordedSize}\n` });
  }
  // A cosignature says that at its time nothing larger had been seen: a clock that was set back must not make it say so falsely.
  const time = Math.max(work.clock(), recorded?.time ?? 0);
  const line = cosign(note.text, time, signer);
  const cosigned = formatSignedCheckpoint(addSignatures(logSignatures(note, logs), [line]));
  // A crash before this line means that nobody has the cosignature; after it, that the log asks again and gets another.
  state.put({ checkpoint, note: cosigned, time });
  tally.cosigned(checkpoint.origin);
  journal.info('checkpoint-cosigned', { size: checkpoint.size });
  return reply.type(TEXT).send(formatSignatureLine(line));
}

function keepEvidence(work: Work, asked: CosignRequest, held: Uint8Array): void {
  const { evidence, clock, journal, refusals, tally, history } = work;
  const { checkpoint, bytes, proof } = asked;
  try {
    const policies = history?.origin === checkpoint.origin ? history.policies : undefined;
    const kept = evidence.keep({ kind: 'checkpoints', a: held, b: bytes, path: proof, policies }, clock());
    if (kept === 'new') journal.warn('contradiction-kept', { size: checkpoint.size, count: evidence.cases().length });
    if (kept !== 'full') return;
    tally.leftOut += 1;
    refusals.warn('contradiction-left-out', { size: checkpoint.size });
  } catch {
    // What cannot be kept is refused and told all the same.
    tally.unkept += 1;
    refusals.warn('contradiction-not-kept', { size: checkpoint.size });
  }
}

/** The log's own signatures alone: lines of keys that nobody here knows are not kept for others to read. */
function logSignatures(note: SignedNote, logs: readonly PolicyLog[]): SignedNote {
  return {
    text: note.text,
    signatures: note.signatures.filter((line) => logs.some(({ key }) => isSignatureOf(key, line))),
  };
}

interface Refused {
  readonly status: number;
  readonly reason: Refusal;
  readonly body?: string;
}

function refuse(work: Work, reply: FastifyReply, { status, reason, body }: Refused): FastifyReply {
  work.tally.refused(reason);
  work.refusals.warn('request-refused', { status, reason });
  if (body !== undefined) return reply.code(status).send(body);
  return reply.code(status).type(TEXT).send('The checkpoint was not cosigned.\n');
}

function hexOf(origin: string): string {
  return createHash('sha256').update(origin).digest('hex');
}
