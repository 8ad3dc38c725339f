import {
  type BoxKeyPair,
  equalBytes,
  fromBase64Url,
  fromHex,
  openCertificate,
  openKeptPins,
  ProtocolError,
} from '@fit4work/protocol';
import { AgentError } from '../../error.js';
import type { Pins } from '../../ports.js';
import { unsealPins } from '../kept-pins.js';
import type { Said } from '../language.js';
import { ENROL_REFUSALS } from '../refusal-words/enrol-refusals.js';
import type { Findings } from './findings.js';

/** An agent of the person as the identity certified it, and what the coach API says of it. */
export interface KnownAgent {
  readonly agent: number;
  readonly publicKey: Uint8Array;
  /** Of its retirement, as it is said. */
  readonly lastSequence: number | undefined;
  readonly head: { readonly sequence: number; readonly leaf: Uint8Array };
}

export interface Overview {
  readonly pseudonym: Uint8Array;
  readonly pins: Pins;
  readonly agents: readonly KnownAgent[];
  /** Every number that was given, also of agents that are not believed. */
  readonly numbers: readonly number[];
}

/** The keys that the words give. */
export interface PersonKeys {
  readonly identityPublicKey: Uint8Array;
  readonly vault: BoxKeyPair;
}

const refuse = (said: Said, cause?: unknown): never => {
  throw new AgentError('refused', said, { cause });
};

type Members = Readonly<Record<string, unknown>>;

const membersOf = (value: unknown): Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? { ...value }
    : refuse(ENROL_REFUSALS.accountUnreadable);

/**
 * Reads the account of a person and believes of it what the identity signed: the pins, and which agents there are.
 *
 * @throws AgentError `refused` when there are no pins that the identity signed: whom to trust would be for the coach API to say
 */
export function readOverview(answer: unknown, keys: PersonKeys, findings: Findings): Overview {
  try {
    const { version, pseudonym: name, kept, agents } = membersOf(answer);
    if (version !== 1 || typeof name !== 'string' || !Array.isArray(agents))
      return refuse(ENROL_REFUSALS.accountUnreadable);
    const pseudonym = fromHex(name, 16);
    const pins = readPins(kept, pseudonym, keys);
    const listed = agents.map(readAgent);
    return {
      ...{ pseudonym, pins, numbers: listed.map(({ agent }) => agent) },
      agents: listed.flatMap((each) => certified(each, { pseudonym, keys, findings })),
    };
  } catch (cause) {
    if (!(cause instanceof ProtocolError)) throw cause;
    return refuse(ENROL_REFUSALS.accountUnreadable, cause);
  }
}

function readPins(kept: unknown, pseudonym: Uint8Array, { identityPublicKey, vault }: PersonKeys): Pins {
  if (typeof kept !== 'string') {
    return refuse(ENROL_REFUSALS.pinsMissing);
  }
  try {
    const signed = openKeptPins(fromBase64Url(kept), identityPublicKey);
    if (equalBytes(signed.pseudonym, pseudonym)) return unsealPins(signed, vault);
  } catch (cause) {
    if (!(cause instanceof ProtocolError)) throw cause;
  }
  return refuse(ENROL_REFUSALS.pinsForged);
}

type Listed = KnownAgent & { readonly certificate: Uint8Array };

function readAgent(value: unknown): Listed {
  const { agent, key, certificate, lastSequence, head } = membersOf(value);
  const { sequence, leaf } = membersOf(head);
  if (typeof key !== 'string' || typeof certificate !== 'string' || typeof leaf !== 'string')
    return refuse(ENROL_REFUSALS.accountUnreadable);
  return {
    agent: readCount(agent),
    publicKey: fromBase64Url(key),
    certificate: fromBase64Url(certificate),
    lastSequence: lastSequence === null ? undefined : readCount(lastSequence),
    head: { sequence: readCount(sequence), leaf: fromHex(leaf, 32) },
  };
}

const readCount = (value: unknown): number =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
    ? value
    : refuse(ENROL_REFUSALS.accountUnreadable);

function certified(
  { certificate, ...agent }: Listed,
  { pseudonym, keys, findings }: { pseudonym: Uint8Array; keys: PersonKeys; findings: Findings },
): readonly KnownAgent[] {
  try {
    const said = openCertificate(certificate, keys.identityPublicKey);
    const fits =
      equalBytes(said.pseudonym, pseudonym) &&
      said.agent === agent.agent &&
      equalBytes(said.agentPublicKey, agent.publicKey);
    if (fits) return [agent];
    findings.note('agents', 'malformed');
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error;
    findings.note('agents', error.code === 'bad-signature' ? 'bad-signature' : 'malformed');
  }
  return [];
}
