import {
  equalBytes,
  identityKey,
  type RecoveryKind,
  type SigningKey,
  signingKey,
  toHex,
  vaultKey,
} from '@fit4work/protocol';
import { unconfirmedGrants } from '../confirm-grants.js';
import { judgeRotations, signersOf, withFollowed } from '../core/coach-keys.js';
import { type Finding, Findings } from '../core/recovery/findings.js';
import { type Overview, readOverview } from '../core/recovery/overview.js';
import { ENROL_REFUSALS } from '../core/refusal-words/enrol-refusals.js';
import { isRecovering } from '../enrol.js';
import { AgentError } from '../error.js';
import { keptAgents } from '../kept-agents.js';
import { agentBody, makeAgent, makeIdentity, registerFree } from '../new-agent.js';
import type {
  Clock,
  CoachApiAt,
  CoachApiPlace,
  Entropy,
  Identity,
  Outbox,
  PassphraseLock,
  Pins,
  Vault,
} from '../ports.js';
import { retirementOf } from '../rotation/retirement.js';
import { RecoverySource } from './recovery-source.js';
import { restoreConsent } from './restore-consent.js';
import { restoreErasures, restoreKeys, restoreLetters, restoreRetirements } from './restore-records.js';
import { harvestEnvelopes, restoreSamples } from './restore-samples.js';
import type { RestorePorts, Trusted } from './take-records.js';

export interface RecoverPorts {
  readonly vault: Vault;
  readonly outbox: Outbox;
  readonly coachApi: CoachApiAt;
  readonly lock: PassphraseLock;
  readonly entropy: Entropy;
  readonly clock: Clock;
  /**
   * The zone of the employee's days under these pins: this machine's own where they were kept by an agent older than pinned
   * zones.
   *
   * @throws AgentError for pins that this machine does not go by, as an address that is not encrypted
   */
  readonly zoneUnder: (pins: Pins) => string;
  readonly onStep: (kind: RecoveryKind, done: number) => void;
}

export interface RecoverRequest {
  /** Of the 24 words. */
  readonly root: Uint8Array;
  /** New. */
  readonly passphrase: string;
  /** Where the coach API is asked for the pins; with certificates of its own they take the place of those that were pinned. */
  readonly place: CoachApiPlace;
  /** Whether the agents that were before go on; else they end where they stand. */
  readonly keepAgents: boolean;
}

/** What came back. It names no value. */
export interface Recovered {
  readonly pseudonym: string;
  readonly agent: number;
  readonly days: number;
  readonly samples: number;
  readonly envelopes: number;
  readonly erased: number;
  /** Agents that were before, and whose end is signed and waits in the outbox. */
  readonly retired: readonly number[];
  /** Agents that were before and go on, as it was asked. */
  readonly kept: readonly number[];
  /** Whether all of it was done before, and nothing now. */
  readonly before: boolean;
  /** Grants that nothing is released under before the employee confirms them: the coach API alone says that none was ended. */
  readonly unconfirmed: readonly string[];
  /** What the coach API withheld, forged or lost; empty where all is sound. */
  readonly findings: readonly Finding[];
}

const NO_INVITATION = new Uint8Array(32);

/**
 * Restores everything on a new machine from the 24 words. Nothing of it counts before its last step: until then the vault
 * is that of an agent that is not registered, and who is killed begins anew, with the same key and number where they were
 * already made.
 *
 * @throws AgentError `already-enrolled`, `bad-passphrase`, `refused`, `unreachable`
 */
export async function recover(ports: RecoverPorts, request: RecoverRequest): Promise<Recovered> {
  const person = identityKey(request.root);
  const keys = { identityPublicKey: person.publicKey, vault: vaultKey(request.root) };
  const begun = await ports.vault.identity();
  if (begun?.registered) return toldBefore(ports, begun, person);
  if (begun !== undefined && !isRecovering(begun)) throw occupied();
  const findings = new Findings();
  const first = new RecoverySource(ports.coachApi(request.place), person, ports.clock);
  const overview = readOverview(await first.overview(), keys, findings);
  const kept = pinsAt(overview.pins, request.place);
  const pins = { ...kept, zone: ports.zoneUnder(kept) };
  const source = new RecoverySource(ports.coachApi(pins), person, ports.clock);
  const made = await begin(ports, request, { trusted: { ...overview, pins }, begun });
  // What is kept with the coach API names its keys of then.
  const identity = await followKeys(ports, made);
  const trusted = { ...overview, pins: identity.pins, signers: signersOf(identity), keys };
  const others = trusted.agents.filter(({ publicKey }) => !equalBytes(publicKey, ownKey(identity)));
  const restoring = { ...ports, source, findings };
  return restore(restoring, request, { identity, trusted: { ...trusted, agents: others } });
}

const occupied = (): AgentError => new AgentError('already-enrolled', ENROL_REFUSALS.folderTaken);

/** Asked again after it had ended, as when the answer was not seen: the same is told, but for agents that were ended since. */
async function toldBefore(ports: RecoverPorts, identity: Identity, person: SigningKey): Promise<Recovered> {
  const told = await ports.vault.recovered();
  if (told === undefined || !equalBytes(identity.identityPublicKey, person.publicKey)) throw occupied();
  const recovered = JSON.parse(told) as Omit<Recovered, 'kept'>;
  return { ...recovered, kept: await keptAgents(ports, identity), before: true };
}

const isOf = ({ identityPublicKey }: Identity, { publicKey }: SigningKey): boolean =>
  equalBytes(identityPublicKey, publicKey);

/** Whom to trust is as it was pinned; where to ask is as the person says now. */
const pinsAt = (pinned: Pins, { coachUrl, certificates }: CoachApiPlace): Pins => ({
  ...pinned,
  coachUrl,
  certificates: certificates.length > 0 ? certificates : pinned.certificates,
});

const ownKey = ({ agentSeed }: Identity): Uint8Array => signingKey(agentSeed).publicKey;

/**
 * The keys of the new agent, durable before the coach API hears of them. What was there goes with the same step: whoever is
 * killed has either, and never loses a key that was registered.
 */
async function begin(
  ports: RecoverPorts,
  { root, passphrase }: RecoverRequest,
  { trusted, begun }: { trusted: Pick<Overview, 'pseudonym' | 'pins' | 'numbers'>; begun: Identity | undefined },
): Promise<Identity> {
  const { pseudonym, pins, numbers } = trusted;
  const whose = { root, pseudonym, agent: Math.max(0, ...numbers) + 1 };
  const made = await makeIdentity(ports, whose, { pins, invitation: NO_INVITATION, passphrase });
  const same = begun &&
    isOf(begun, identityKey(root)) && {
      agent: begun.agent,
      agentSeed: begun.agentSeed,
      certificate: begun.certificate,
    };
  const identity = { ...made, ...same, wordsConfirmed: true };
  await ports.vault.beginRecovery(identity, begun);
  return identity;
}

/** A list that is not to be believed is left where it is: `run` says so. */
async function followKeys({ vault, coachApi, clock }: RecoverPorts, identity: Identity): Promise<Identity> {
  const list = await coachApi(identity.pins).rotations();
  const verdict = list === undefined ? 'refused' : judgeRotations(identity, list);
  if (typeof verdict === 'string' || verdict.newer.length === 0) return identity;
  await vault.followRotations({ rotations: verdict.newer, resealed: [], at: clock() });
  return withFollowed(identity, verdict.newer);
}

async function restore(
  ports: RestorePorts & RecoverPorts,
  request: RecoverRequest,
  { identity, trusted }: { identity: Identity; trusted: Trusted },
): Promise<Recovered> {
  const retired = await restoreRetirements(ports, trusted);
  const certificates = await restoreErasures(ports, trusted);
  const keys = await restoreKeys(ports, trusted);
  await restoreConsent(ports, trusted);
  await restoreLetters(ports, trusted);
  const { harvest, ends, envelopes, erased } = await harvestEnvelopes(ports, trusted, { keys, retired, certificates });
  const agent = await register(ports, request.root, identity);
  const person = { identity: agent, zone: trusted.pins.zone };
  const samples = await restoreSamples(ports, person, { harvest, keys });
  const standing = trusted.agents.filter((each) => !retired.has(each.agent));
  const ending = request.keepAgents ? [] : standing;
  // What an agent sent up to where its chain was followed counts, and nothing after it.
  const retirements = ending.map((each) => {
    const lastSequence = ends.get(each.agent) ?? 0;
    return retirementOf(ports, request.root, { pseudonym: agent.pseudonym, agent: each.agent, lastSequence });
  });
  await ports.outbox.addRecords(retirements);
  const unconfirmed = await unconfirmedGrants(ports.outbox, agent, ports.clock());
  const told: Recovered = {
    ...{ pseudonym: toHex(agent.pseudonym), agent: agent.agent, days: harvest.days().length },
    ...{ samples, envelopes, erased, retired: ending.map((each) => each.agent) },
    ...{ kept: request.keepAgents ? standing.map((each) => each.agent) : [], before: false },
    ...{ unconfirmed: unconfirmed.map(({ id }) => id), findings: ports.findings.list() },
  };
  await ports.vault.endRecovery({ ...agent, registered: true }, JSON.stringify(told));
  return told;
}

const register = (ports: RestorePorts & RecoverPorts, root: Uint8Array, made: Identity): Promise<Identity> =>
  registerFree(
    made,
    (identity) => ports.source.addAgent(agentBody(identity)),
    async (taken) => {
      const { pseudonym, agent } = taken;
      const identity = { ...taken, ...makeAgent(ports, { root, pseudonym, agent: agent + 1 }) };
      await ports.vault.saveIdentity(identity, taken);
      return identity;
    },
  );
