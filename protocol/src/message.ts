import {
  checkVersion,
  decodeCbor,
  encodeCbor,
  fields,
  readBytes,
  readFields,
  readText,
  readTime,
  readUint,
} from './cbor.js';
import { parseSign1, sign1, verifySign1 } from './cose.js';
import { ProtocolError } from './error.js';
import {
  MAX_EFFORT,
  MAX_PROSE,
  MAX_SESSIONS,
  readBoolean,
  readLeaf,
  readName,
  readNullOr,
  readTuple,
} from './record-fields.js';
import type { SigningKey } from './signature.js';

/* Messages (SPEC.md section 13): between a coach and a person, either way. */

/** What a person says of a session of a programme. */
export interface SessionReport {
  /** Leaf of the programme. */
  readonly programme: Uint8Array;
  /** Place of the session in it, 0 first. */
  readonly session: number;
  readonly done: boolean;
  /** Perceived effort from 0 to 10; null where nothing is said. */
  readonly effort: number | null;
}

export interface Message {
  readonly pseudonym: Uint8Array;
  /** Id of the coach, who wrote it or to whom it is written. */
  readonly coach: string;
  /** The agent at which the person wrote it; null in a message of the coach. */
  readonly agent: number | null;
  /** Leaf of what is answered: a message, or of a person also a programme or a read. With nothing else it acknowledges that. */
  readonly answers: Uint8Array | null;
  readonly text: string;
  /** Only of a person. */
  readonly report: SessionReport | null;
  /** Unix seconds */
  readonly time: number;
  readonly salt: Uint8Array;
}

const reportItems = ({ programme, session, done, effort }: SessionReport): readonly unknown[] => [
  programme,
  session,
  done,
  effort,
];

/**
 * @param author the coach API's key for a message of a coach, else that of the agent which the message names
 * @throws ProtocolError as {@link openMessage}, when the message is one that nobody would accept
 */
export function signMessage(message: Message, author: SigningKey): Uint8Array {
  const { pseudonym, coach, agent, answers, text, report, time, salt } = message;
  const payload = encodeCbor(
    fields(1, pseudonym, coach, agent, answers, text, report && reportItems(report), time, salt),
  );
  readPayload(payload);
  return sign1(author, 'message', payload);
}

/**
 * Reads a message and verifies it under the key of who must have written it.
 *
 * @param authorPublicKey the coach API's key where a message of a coach is expected, else that of the person's agent; that
 *   `agent` says the same is checked here, that it names the right one of several agents is the caller's to compare
 * @throws ProtocolError `too-large`, `malformed`, `not-canonical`, `unsupported-version`, `out-of-range`, `bad-signature`
 */
export function openMessage(bytes: Uint8Array, author: 'coach' | 'person', authorPublicKey: Uint8Array): Message {
  const signed = parseSign1(bytes, 'message');
  verifySign1(signed, authorPublicKey);
  const message = readPayload(signed.payload);
  if ((message.agent === null) !== (author === 'coach')) {
    throw new ProtocolError('malformed', 'a message must name an agent exactly when a person wrote it');
  }
  return message;
}

function readReport(value: unknown): SessionReport {
  const [programme, session, done, effort] = readTuple(value, 4, 'a report');
  return {
    programme: readLeaf(programme, 'the programme'),
    session: readUint(session, 'the session', MAX_SESSIONS - 1),
    done: readBoolean(done, 'done'),
    effort: readNullOr(effort, (value) => readUint(value, 'the effort', MAX_EFFORT)),
  };
}

/** A message says something, or that what it answers was seen, and nobody reports for somebody else. */
function checkContent(message: Message): Message {
  const { agent, answers, text, report } = message;
  if (text === '' && report === null && answers === null)
    throw new ProtocolError('out-of-range', 'a message must not be empty');
  if (agent === null && report !== null) throw new ProtocolError('malformed', 'a coach reports no session');
  return message;
}

function readPayload(payload: Uint8Array): Message {
  const body = readFields(decodeCbor(payload), 9, 'a message');
  checkVersion(body[0], 'a message');
  return checkContent({
    pseudonym: readBytes(body[1], 'the pseudonym', 16),
    coach: readName(body[2], 'the coach'),
    agent: readNullOr(body[3], (agent) => readUint(agent, 'the agent number', 0xffff)),
    answers: readNullOr(body[4], (leaf) => readLeaf(leaf, 'what is answered')),
    text: readText(body[5], 'the text', MAX_PROSE),
    report: readNullOr(body[6], readReport),
    time: readTime(body[7], 'the time'),
    salt: readBytes(body[8], 'the salt', 32),
  });
}
