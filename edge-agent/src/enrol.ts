import { equalBytes, sha256, toRecoveryWords, utf8 } from '@fit4work/protocol';
import { type Invitation, pinsOf } from './core/invitation.js';
import { ENROL_REFUSALS } from './core/refusal-words/enrol-refusals.js';
import { AgentError } from './error.js';
import { enrolmentBody, makeIdentity } from './new-agent.js';
import type { Clock, CoachApiAt, Entropy, Identity, PassphraseLock, Vault } from './ports.js';

export interface EnrolPorts {
  readonly vault: Vault;
  readonly coachApi: CoachApiAt;
  readonly lock: PassphraseLock;
  readonly entropy: Entropy;
  readonly clock: Clock;
}

export interface EnrolRequest {
  readonly invitation: Invitation;
  /** IANA time zone of the employee's civil days. */
  readonly zone: string;
  /** Where the coach API is asked, if not where the invitation says. */
  readonly coachUrl?: string | undefined;
}

const FIRST_AGENT = 1;

/**
 * Whether this vault can answer the invitation, before anybody is asked anything.
 *
 * @returns `begun`: who began to answer it, if anybody did; `other`: who began to answer another one
 * @throws AgentError `already-enrolled`, `bad-invitation`
 */
export async function begunEnrolment(
  { vault, clock }: Pick<EnrolPorts, 'vault' | 'clock'>,
  { code, expires }: Invitation,
): Promise<{ readonly begun: Identity | undefined; readonly other: Identity | undefined }> {
  const known = await vault.identity();
  const same = known !== undefined && equalBytes(known.invitation, sha256(utf8(code)));
  if (known?.registered && !same) {
    throw new AgentError('already-enrolled', ENROL_REFUSALS.enrolledAlready);
  }
  if (known !== undefined && isRecovering(known)) {
    throw new AgentError('already-enrolled', ENROL_REFUSALS.recovering);
  }
  if (!known?.registered && expires <= clock()) {
    throw new AgentError('bad-invitation', ENROL_REFUSALS.invitationExpired);
  }
  return same ? { begun: known, other: undefined } : { begun: undefined, other: known };
}

/** What is in a vault that was made for the command at hand. */
export interface JustMade {
  readonly identity: Identity | undefined;
  /** How many are paired. */
  readonly wearables: number;
}

/**
 * Whether such a vault is worth nothing once the command failed: nothing was paired, and no keys were made, or keys for an
 * invitation that the coach API refused. Keys of which it is not known whether they were registered are kept.
 */
export const isWorthless = ({ identity, wearables }: JustMade, failure: unknown): boolean =>
  wearables === 0 &&
  (identity === undefined ||
    (!identity.registered && !isRecovering(identity) && failure instanceof AgentError && failure.code === 'refused'));

/**
 * Whoever is enrolled.
 *
 * @throws AgentError `not-enrolled`, with what is to be run first
 */
export function enrolled(identity: Identity | undefined): Identity {
  if (identity?.registered) return identity;
  refuseRecovering(identity);
  throw new AgentError('not-enrolled', ENROL_REFUSALS.notEnrolled);
}

/** Whatever is put into such a vault goes as the recovery begins anew. @throws AgentError `not-enrolled` */
export function refuseRecovering(identity: Identity | undefined): void {
  if (identity !== undefined && isRecovering(identity)) {
    throw new AgentError('not-enrolled', ENROL_REFUSALS.recovering);
  }
}

/** An agent that was recovered, or is being recovered, answers no invitation. */
export const isRecovering = ({ registered, invitation }: Identity): boolean =>
  !registered && invitation.every((byte) => byte === 0);

/**
 * The employee's keys, durable: those that were made for this invitation, or new ones.
 *
 * @throws AgentError as {@link begunEnrolment}, also where another command made keys meanwhile, and `bad-passphrase`
 */
export async function makeKeys(
  ports: EnrolPorts,
  { invitation, zone }: EnrolRequest,
  passphrase: string,
): Promise<{ readonly identity: Identity; readonly root: Uint8Array }> {
  const { begun, other } = await begunEnrolment(ports, invitation);
  if (begun !== undefined) return { identity: begun, root: await ports.lock.unwrap(begun.wrappedRoot, passphrase) };
  const root = ports.entropy(32);
  const whose = { root, pseudonym: ports.entropy(16), agent: FIRST_AGENT };
  const made = { pins: pinsOf(invitation, zone), invitation: sha256(utf8(invitation.code)), passphrase };
  const identity = await makeIdentity(ports, whose, made);
  await ports.vault.saveIdentity(identity, other);
  return { identity, root };
}

/** Sends the public keys, unless that was done. @throws AgentError `refused`, `unreachable` */
export async function register(
  { vault, coachApi }: Pick<EnrolPorts, 'vault' | 'coachApi'>,
  identity: Identity,
  { invitation, coachUrl = identity.pins.coachUrl }: EnrolRequest,
): Promise<void> {
  if (identity.registered) return;
  const { certificates } = identity.pins;
  await coachApi({ coachUrl, certificates }).enrol(enrolmentBody(identity, invitation.code));
  await vault.saveIdentity({ ...identity, registered: true });
}

/**
 * Enrols without anybody to ask. The keys are durable before anything is sent, so that an agent killed at any moment can be
 * asked again with the same invitation and passphrase: it completes the same registration, and gives the same words, of
 * which it never says that somebody has them.
 *
 * @returns the recovery words
 * @throws AgentError `already-enrolled`, `bad-invitation`, `bad-passphrase`, `refused`, `unreachable`
 */
export async function enrolUnattended(ports: EnrolPorts, request: EnrolRequest, passphrase: string): Promise<string> {
  const { identity, root } = await makeKeys(ports, request, passphrase);
  await register(ports, identity, request);
  return toRecoveryWords(root);
}
