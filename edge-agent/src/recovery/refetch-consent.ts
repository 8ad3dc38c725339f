import { fromHex, isComplete, parseRelease, pinPolicy, seal, type TileReader, toHex } from '@fit4work/protocol';
import { signersOf } from '../core/coach-keys.js';
import { isWhole, lostByName, unwithdrawn } from '../core/consent-history.js';
import { CONSENT_REFUSALS } from '../core/refusal-words/consent-refusals.js';
import { AgentError } from '../error.js';
import { ownConsent } from '../own-consent.js';
import type { Identity, Outbox, ProvenRecord } from '../ports.js';
import { proveLeaves } from '../prove-leaves.js';
import { type Account, type AccountPorts, type AccountRequest, openAccount } from './open-account.js';
import { type TakenConsent, takeConsent, takeReleases } from './restore-consent.js';

export interface RefetchPorts extends AccountPorts {
  readonly outbox: Outbox;
  /** The public files of the log. */
  readonly tiles: TileReader;
}

/**
 * Fetches into the same vault the consent that is not in it: what was lost of it, and what an agent on another machine of the
 * person signed. Unlike a recovery it believes nothing of an answer in which anything is wrong: every record is signed by the
 * identity, none is missing that another or the vault names, and each that comes back is in the log under the witness quorum.
 * Every grant that comes back and that nobody withdrew is held; where something was lost every other is too, since the end of one
 * that was signed here and never sent nobody else can know. Killed before its one transaction, nothing is changed; asked again, nothing twice.
 *
 * @returns how many records came back
 * @throws AgentError `bad-passphrase`, `refused`, `unreachable`, `vault-damaged` where a repair has to come first
 */
export async function refetchConsent(
  ports: RefetchPorts,
  identity: Identity,
  request: AccountRequest,
): Promise<number> {
  const own = await ownConsent(ports.outbox, identity);
  const account = await openAccount(ports, identity, request);
  // Who never had another agent signed nothing elsewhere.
  if (isWhole(own) && account.overview.agents.every(({ agent }) => agent === identity.agent)) return 0;
  const { consents, heads } = await consentElsewhere(account, identity);
  const here = new Set(own.kept.map(({ record }) => record.id));
  const lost = consents.filter(({ record }) => !here.has(record.id));
  const records = [...own.kept, ...lost].map(({ record }) => record);
  const named = [...heads, ...(await ownHeads(ports.outbox)), ...lostByName(own)];
  if (!isComplete(records, named)) {
    // Of a row that no repair has looked at, the very name may be what was changed.
    await ports.outbox.placements();
    throw new AgentError('refused', CONSENT_REFUSALS.withheld);
  }
  if (isWhole(own) && lost.length === 0) return 0;
  const back = new Set(lost.map(({ record }) => record.id));
  const held = unwithdrawn(records).flatMap(({ id }) => (!isWhole(own) || back.has(id) ? [id] : []));
  await ports.outbox.restoreConsent(await proven(ports, identity, lost), held);
  return lost.length;
}

interface Elsewhere {
  readonly consents: readonly TakenConsent[];
  /** Heads of consent that releases name. */
  readonly heads: readonly string[];
}

/** What the coach API has, verified. @throws AgentError `refused` where any of it is not what it has to be */
async function consentElsewhere({ source, overview, keys, findings }: Account, identity: Identity): Promise<Elsewhere> {
  const trusted = { ...overview, pins: identity.pins, signers: signersOf(identity), keys };
  const taking = { source, findings, onStep: () => undefined };
  const consents: TakenConsent[] = [];
  await takeConsent(taking, trusted, async (taken) => void consents.push(...taken));
  const heads = await takeReleases(taking, trusted, async () => undefined);
  if (findings.list().length > 0) throw new AgentError('refused', CONSENT_REFUSALS.forged);
  return { consents, heads };
}

/** Heads of consent that the releases name which are still here. */
async function ownHeads(outbox: Outbox): Promise<readonly string[]> {
  const releases = (await outbox.records()).filter(({ kind }) => kind === 'release');
  return releases.flatMap(({ bytes }) => parseRelease(bytes).consent.map(toHex));
}

/** @throws AgentError `refused`, `unreachable` unless each of them stands in the log */
async function proven(
  ports: RefetchPorts,
  { pins }: Identity,
  lost: readonly TakenConsent[],
): Promise<readonly ProvenRecord[]> {
  const leaves = lost.map(({ record }) => fromHex(record.id));
  const { places, problem } = await proveLeaves(ports, pinPolicy(pins.policy), leaves);
  return lost.map(({ record, bytes }) => {
    const index = places.get(record.id);
    if (index !== undefined) return { kind: 'consent', bytes, payload: seal(bytes, pins.coachBoxKey), index };
    throw new AgentError(problem === 'log-unreachable' ? 'unreachable' : 'refused', CONSENT_REFUSALS.unproven(problem));
  });
}
