import { equalBytes, identityKey, vaultKey, wipe } from '@fit4work/protocol';
import { Findings } from '../core/recovery/findings.js';
import { type Overview, type PersonKeys, readOverview } from '../core/recovery/overview.js';
import { ENROL_REFUSALS } from '../core/refusal-words/enrol-refusals.js';
import { AgentError } from '../error.js';
import type { Clock, CoachApiAt, CoachApiPlace, Identity, PassphraseLock } from '../ports.js';
import { RecoverySource } from './recovery-source.js';

export interface AccountPorts {
  readonly coachApi: CoachApiAt;
  readonly lock: PassphraseLock;
  readonly clock: Clock;
}

export interface AccountRequest {
  readonly passphrase: string;
  /** Where the coach API is asked. */
  readonly place: CoachApiPlace;
}

/** What the coach API has of a person, and what it takes to verify it. */
export interface Account {
  readonly source: RecoverySource;
  readonly overview: Overview;
  readonly keys: PersonKeys;
  /** What was wrong with it so far. */
  readonly findings: Findings;
}

/**
 * Asks the coach API, as the person, for the account of an agent that is at work. Whom it does not name rightly cannot be told
 * from whom it leaves out: nothing is believed of an account with an agent that the identity did not certify, or without this one.
 *
 * @throws AgentError `bad-passphrase`, `refused`, `unreachable`
 */
export async function openAccount(
  { coachApi, lock, clock }: AccountPorts,
  identity: Identity,
  { passphrase, place }: AccountRequest,
): Promise<Account> {
  const root = await lock.unwrap(identity.wrappedRoot, passphrase);
  const person = identityKey(root);
  const keys = { identityPublicKey: person.publicKey, vault: vaultKey(root) };
  wipe(root);
  const findings = new Findings();
  const source = new RecoverySource(coachApi(place), person, clock);
  const overview = readOverview(await source.overview(), keys, findings);
  const isWhole = findings.list().length === 0 && overview.agents.some(({ agent }) => agent === identity.agent);
  if (!isWhole || !equalBytes(overview.pseudonym, identity.pseudonym)) {
    throw new AgentError('refused', ENROL_REFUSALS.accountUnreadable);
  }
  return { source, overview, keys, findings };
}
