import {
  type ConsentRecord,
  equalBytes,
  fromBase64Url,
  fromHex,
  isComplete,
  jwsText,
  leafOf,
  openCertificate,
  openConsent,
  type Policy,
  parsePolicy,
  parseProof,
  type TrustedCheckpoint,
  toHex,
  verifyCheckpoint,
  verifyProof,
} from '@fit4work/protocol';
import { AgentError } from '../../error.js';
import type { Said } from '../language.js';
import { EXPORT_REFUSALS } from '../refusal-words/export-refusals.js';
import { CHECKPOINT_NAME, IDENTITY_NAME, LETTERS, POLICY_NAME } from './archive-names.js';
import { openEnvelopeLines } from './envelope-lines.js';
import { openLetterLines } from './letter-lines.js';

const unsound = (what: Said, cause?: unknown): AgentError => new AgentError('unsound', what, { cause });
const text = (bytes: Uint8Array): string => new TextDecoder('utf-8', { fatal: true }).decode(bytes);

/** Whose archive it is. */
export interface ArchiveIdentity {
  readonly pseudonym: string;
  readonly publicKey: Uint8Array;
  /** Number of the agent that made it. */
  readonly agent: number;
  /** base64url */
  readonly identityKey: string;
  readonly coachApiKey: string;
  /** Those that it replaced: what they signed before is here. */
  readonly formerCoachApiKeys: readonly string[];
}

/** Checks the members below `proofs/` and `letters/`, each as it comes: those that others need stand first. */
export class ProofChecker {
  #identity: ArchiveIdentity | undefined;
  #policy: Policy | undefined;
  #trusted: { readonly bytes: Uint8Array; readonly checkpoint: TrustedCheckpoint } | undefined;
  readonly #consents = new Map<string, ConsentRecord>();
  readonly #last = new Map<number, number>();
  #envelopeCount = 0;
  #letterCount = 0;
  proven = 0;

  /** @throws AgentError `unsound` */
  take(name: string, bytes: Uint8Array): void {
    try {
      this.#take(name, bytes);
    } catch (cause) {
      if (cause instanceof AgentError) throw cause;
      throw unsound(EXPORT_REFUSALS.unverified(name), cause);
    }
  }

  /** @throws AgentError `unsound` when a member is missing */
  get identity(): ArchiveIdentity {
    if (this.#identity === undefined) throw unsound(EXPORT_REFUSALS.missingBefore(IDENTITY_NAME));
    return this.#identity;
  }

  get checkpoint(): TrustedCheckpoint | undefined {
    return this.#trusted?.checkpoint;
  }

  /** Consent records, envelopes and letters. */
  get leaves(): number {
    return this.#consents.size + this.#envelopeCount + this.#letterCount;
  }

  /** @throws AgentError `unsound` when a consent record is missed that another one came after */
  finish(): void {
    if (this.#policy === undefined) throw unsound(EXPORT_REFUSALS.missing(POLICY_NAME));
    if (!isComplete([...this.#consents.values()])) throw unsound(EXPORT_REFUSALS.consentMissing);
  }

  #take(name: string, bytes: Uint8Array): void {
    const consent = /^proofs\/consent\/([0-9a-f]{64})[.](jws|tlog-proof)$/.exec(name);
    if (name === IDENTITY_NAME) this.#identity = readIdentity(text(bytes));
    else if (name === POLICY_NAME) this.#policy = parsePolicy(text(bytes));
    else if (name === CHECKPOINT_NAME) {
      this.#trusted = { bytes, checkpoint: verifyCheckpoint(bytes, this.#knownPolicy()) };
    } else if (consent?.[2] === 'jws') this.#consent(consent[1] ?? '', bytes);
    else if (consent?.[2] === 'tlog-proof') this.#consentProof(consent[1] ?? '', bytes);
    else if (name.startsWith('proofs/envelopes/')) this.#envelopes(bytes);
    else if (name.startsWith(LETTERS)) this.#letters(bytes);
    else throw unsound(EXPORT_REFUSALS.memberUnknown(name));
  }

  #knownPolicy(): Policy {
    if (this.#policy === undefined) throw unsound(EXPORT_REFUSALS.missingBefore(POLICY_NAME));
    return this.#policy;
  }

  #consent(id: string, bytes: Uint8Array): void {
    if (toHex(leafOf(bytes)) !== id) throw unsound(EXPORT_REFUSALS.consentMisnamed);
    const record = openConsent(jwsText(bytes), this.identity.publicKey);
    const { pseudonym } = record.kind === 'grant' ? record.grant : record.withdrawal;
    if (toHex(pseudonym) !== this.identity.pseudonym) throw unsound(EXPORT_REFUSALS.consentOfAnother);
    this.#consents.set(id, record);
  }

  #consentProof(id: string, bytes: Uint8Array): void {
    const proof = parseProof(bytes);
    verifyProof(proof, fromHex(id, 32), this.#knownPolicy());
    if (!this.#consents.has(id) || this.#trusted === undefined || !equalBytes(proof.checkpoint, this.#trusted.bytes)) {
      throw unsound(EXPORT_REFUSALS.consentProof);
    }
    this.proven += 1;
  }

  #letters(bytes: Uint8Array): void {
    const { count, proven } = openLetterLines(text(bytes), { policy: this.#knownPolicy(), ...this.identity });
    this.#letterCount += count;
    this.proven += proven;
  }

  #envelopes(bytes: Uint8Array): void {
    const { count, proven } = openEnvelopeLines(text(bytes), {
      agent: this.identity.agent,
      last: this.#last,
      checkpoint: this.#trusted?.checkpoint.checkpoint,
    });
    this.#envelopeCount += count;
    this.proven += proven;
  }
}

function readIdentity(json: string): ArchiveIdentity {
  const read: Readonly<Record<string, unknown>> = JSON.parse(json);
  const { pseudonym, agent, identityKey, certificate, coachApiKey, formerCoachApiKeys = [] } = read;
  if (
    typeof pseudonym !== 'string' ||
    typeof identityKey !== 'string' ||
    typeof certificate !== 'string' ||
    typeof coachApiKey !== 'string' ||
    !Array.isArray(formerCoachApiKeys)
  ) {
    throw unsound(EXPORT_REFUSALS.identityIncomplete(IDENTITY_NAME));
  }
  const publicKey = fromBase64Url(identityKey);
  const certified = openCertificate(fromBase64Url(certificate), publicKey);
  if (toHex(certified.pseudonym) !== pseudonym || certified.agent !== agent) {
    throw unsound(EXPORT_REFUSALS.identityOther(IDENTITY_NAME));
  }
  return { pseudonym, publicKey, agent: certified.agent, identityKey, coachApiKey, formerCoachApiKeys };
}
