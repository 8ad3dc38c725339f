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
import Fastify, { type FastifyError, type FastifyInstance, type FastifyReply } from 'fastify';
import type { Clock, Journal } from '../ports.js';
import { type CosignRequest, decide, parseRequest } from './decide.js';
import type { WitnessStateFile } from './state-file.js';

export interface WitnessOptions {
  readonly signer: NoteSigner;
  /** The logs that are cosigned. */
  readonly logs: readonly PolicyLog[];
  readonly state: WitnessStateFile;
  readonly clock: Clock;
  readonly journal: Journal;
}

const TEXT = 'text/plain; charset=utf-8';
/** Old size, 63 hashes and a checkpoint with all its signatures have room in it. */
const MAX_BODY_BYTES = 72 * 1024;

/** Builds a witness's HTTP side; it never listens by itself. @see C2SP tlog-witness */
export function buildWitnessApp(options: WitnessOptions): FastifyInstance {
  const app = Fastify({ logger: false, bodyLimit: MAX_BODY_BYTES });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  let unreadable = 0;
  const refuseUnreadable = (reply: FastifyReply, status: number): FastifyReply => {
    unreadable += 1;
    options.journal.warn('request-refused', { status, count: unreadable });
    return refuse(reply, status);
  };
  app.setErrorHandler<FastifyError>((error, _request, reply) => refuseUnreadable(reply, error.statusCode ?? 500));
  app.setNotFoundHandler((_request, reply) => reply.code(404).type(TEXT).send('Not found.\n'));

  app.post('/add-checkpoint', (request, reply) => {
    const asked = request.body instanceof Buffer ? parseRequest(request.body) : undefined;
    return asked === undefined ? refuseUnreadable(reply, 400) : answer(options, asked, reply);
  });

  app.get<{ Params: { origin: string } }>('/:origin/checkpoint', (request, reply) => {
    const wanted = request.params.origin;
    const found = [...options.state.all()].find(({ checkpoint }) => hexOf(checkpoint.origin) === wanted);
    if (found === undefined) return reply.code(404).type(TEXT).send('Not found.\n');
    return reply.type(TEXT).header('cache-control', 'no-cache').send(Buffer.from(found.note));
  });
  app.get('/healthz', (_request, reply) => reply.send({ status: 'ok' }));
  return app;
}

/** From reading the record to replacing it nothing waits: two requests cannot both extend the same record. */
function answer(options: WitnessOptions, asked: CosignRequest, reply: FastifyReply): FastifyReply {
  const { state, logs, signer, clock, journal } = options;
  const { checkpoint, note } = asked;
  const decision = decide(asked, logs, state.get(checkpoint.origin)?.checkpoint);
  if (decision.kind === 'conflict') {
    return reply.code(409).header('content-type', 'text/x.tlog.size').send(`${decision.size}\n`);
  }
  if (decision.kind === 'refused') {
    journal.warn('checkpoint-refused', { status: decision.status, size: checkpoint.size });
    return refuse(reply, decision.status);
  }
  const line = cosign(note.text, clock(), signer);
  // A crash before this line means that nobody has the cosignature; after it, that the log asks again and gets another.
  state.put({ checkpoint, note: formatSignedCheckpoint(addSignatures(logSignatures(note, logs), [line])) });
  journal.info('checkpoint-cosigned', { size: checkpoint.size });
  return reply.type(TEXT).send(formatSignatureLine(line));
}

/** The log's own signatures alone: lines of keys that nobody here knows are not kept for others to read. */
function logSignatures(note: SignedNote, logs: readonly PolicyLog[]): SignedNote {
  return {
    text: note.text,
    signatures: note.signatures.filter((line) => logs.some(({ key }) => isSignatureOf(key, line))),
  };
}

function refuse(reply: FastifyReply, status: number): FastifyReply {
  return reply.code(status).type(TEXT).send('The checkpoint was not cosigned.\n');
}

function hexOf(origin: string): string {
  return createHash('sha256').update(origin).digest('hex');
}
