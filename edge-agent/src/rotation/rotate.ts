import { identityKey, vaultKey, wipe } from '@fit4work/protocol';
import { Findings } from '../core/recovery/findings.js';
import { type Overview, readOverview } from '../core/recovery/overview.js';
import { ENROL_REFUSALS } from '../core/refusal-words/enrol-refusals.js';
import { AgentError } from '../error.js';
import { agentBody, makeAgent, registerFree } from '../new-agent.js';
import type { Clock, CoachApiAt, Entropy, Identity, NextAgent, Outbox, PassphraseLock, Vault } from '../ports.js';
import { RecoverySource } from '../recovery/recovery-source.js';
import { resealEntries } from './reseal-entries.js';
import { resignRecords } from './resign-records.js';
import { retirementOf } from './retirement.js';

export interface RotatePorts {
  readonly vault: Vault;
  readonly outbox: Outbox;
  readonly lock: PassphraseLock;
  readonly entropy: Entropy;
  readonly clock: Clock;
  readonly coachApi: CoachApiAt;
}

/** Who rotates, in which zone, and where the coach API is asked. */
export interface Rotating {
  readonly identity: Identity;
  readonly zone: string;
  readonly coachUrl: string;
  readonly passphrase: string;
}

export interface Rotated {
  /** The agent that was ended, and the last envelope of it that counts. */
  readonly ended: number;
  readonly lastSequence: number;
  readonly agent: number;
  /** Envelopes that nobody had received, made again. */
  readonly resealed: number;
}

/**
 * Gives the agent on this machine a new key and number, and ends the one before at the last envelope that was received.
 * What waited is made again under the new key. First the new key is durable, then registered, then it takes over in one
 * transaction: who is killed before that goes on as before, and asked again completes the same.
 *
 * @throws AgentError `bad-passphrase`, `refused`, `unreachable`, `vault-damaged`, `superseded`
 */
export async function rotate(ports: RotatePorts, rotating: Rotating): Promise<Rotated> {
  const root = await ports.lock.unwrap(rotating.identity.wrappedRoot, rotating.passphrase);
  try {
    const next = await registerNext(ports, rotating, root);
    for (;;) {
      const done = await takeOver(ports, rotating, { next, root });
      if (done !== undefined) return done;
    }
  } finally {
    wipe(root);
  }
}

/** What is lacking before the present key can be ended without anything being made again. */
export async function undelivered(outbox: Outbox): Promise<{ envelopes: number; records: number }> {
  const { envelopes, received } = await outbox.counts();
  const records = await outbox.waitingRecords();
  return { envelopes: envelopes - received, records: records.length };
}

async function registerNext(
  ports: RotatePorts,
  { identity, coachUrl }: Rotating,
  root: Uint8Array,
): Promise<NextAgent> {
  const source = sourceOf(ports, { identity, coachUrl }, root);
  const begun = await ports.vault.nextAgent();
  const make = async (agent: number): Promise<NextAgent> => {
    const next = makeAgent(ports, { root, pseudonym: identity.pseudonym, agent });
    await ports.vault.saveNextAgent(next);
    return next;
  };
  const first = async (): Promise<NextAgent> =>
    make(Math.max(identity.agent, ...(await overviewOf(source, root)).numbers) + 1);
  return registerFree(
    begun ?? (await first()),
    (next) => source.addAgent(agentBody({ ...next, kept: undefined })),
    ({ agent }) => make(agent + 1),
  );
}

const sourceOf = (
  { coachApi, clock }: RotatePorts,
  { identity, coachUrl }: Pick<Rotating, 'identity' | 'coachUrl'>,
  root: Uint8Array,
): RecoverySource => {
  const { certificates } = identity.pins;
  return new RecoverySource(coachApi({ coachUrl, certificates }), identityKey(root), clock);
};

async function overviewOf(source: RecoverySource, root: Uint8Array): Promise<Overview> {
  const keys = { identityPublicKey: identityKey(root).publicKey, vault: vaultKey(root) };
  return readOverview(await source.overview(), keys, new Findings());
}

/** @returns undefined when more was made or received while this was prepared */
async function takeOver(
  ports: RotatePorts,
  { identity, zone }: Rotating,
  { next, root }: { next: NextAgent; root: Uint8Array },
): Promise<Rotated | undefined> {
  const received = await ports.outbox.receivedUpTo();
  const { sequence: made } = await ports.outbox.head();
  const waiting = await ports.outbox.unreceived(received, made - received);
  const pair = vaultKey(root);
  const { pseudonym } = identity;
  const entries = await resealEntries(ports, { pseudonym, next, vaultKey: pair, zone }, waiting);
  const { replaced, records } = await resignRecords(ports, { identity, next, root, vaultKey: pair });
  const ending = { pseudonym, agent: identity.agent, lastSequence: received };
  const retirement = retirementOf(ports, root, ending);
  const change = { next, made, received, entries, replaced, records: [...records, retirement] };
  if (!(await ports.vault.takeOver(change))) return undefined;
  return { ended: identity.agent, lastSequence: received, agent: next.agent, resealed: entries.length };
}

/**
 * Ends another agent of the person, as that of a machine that was stolen, at the last envelope that the coach API has of it.
 *
 * @returns the last sequence that counts
 * @throws AgentError `bad-passphrase`, `refused`, `unreachable`
 */
export async function retireAgent(ports: RotatePorts, rotating: Rotating, agent: number): Promise<number> {
  const { identity, passphrase } = rotating;
  if (agent === identity.agent) {
    throw new AgentError('bad-configuration', ENROL_REFUSALS.retiresItself(agent));
  }
  const root = await ports.lock.unwrap(identity.wrappedRoot, passphrase);
  try {
    const { agents } = await overviewOf(sourceOf(ports, rotating, root), root);
    const known = agents.find((each) => each.agent === agent);
    if (known === undefined) {
      throw new AgentError(
        'bad-configuration',
        ENROL_REFUSALS.agentUnknown(agent, agents.map((a) => a.agent).join(', ')),
      );
    }
    if (known.lastSequence !== undefined) return known.lastSequence;
    const lastSequence = known.head.sequence;
    await ports.outbox.addRecords([retirementOf(ports, root, { pseudonym: identity.pseudonym, agent, lastSequence })]);
    return lastSequence;
  } finally {
    wipe(root);
  }
}
