import {
  cosignedBy,
  FindingError,
  followLog,
  isTimely,
  type NoteKey,
  type Policy,
  parseSignedCheckpoint,
  type VerifiedLog,
  verifyCheckpoint,
} from '@fit4work/anchor-service/verifier';
import { readerAt } from './log-address.js';
import type { Trust } from './trust.js';

/** Who cosigned the newest state, by their own signatures. */
export interface Cosigners {
  readonly policy: Policy;
  readonly size: number;
  /** When each witness of the policy says that it cosigned, by name, Unix seconds. */
  readonly told: ReadonlyMap<string, number>;
  /** Those of them that count. */
  readonly cosigned: ReadonlySet<string>;
  /** Under whose names somebody signed with other keys than theirs. */
  readonly otherKeys: readonly string[];
  /** Signatures of whom the policy does not name. */
  readonly strangers: number;
  readonly isQuorum: boolean;
}

/** Nobody but the log says it then, however well it holds together. */
export const isCosignedByNobody = ({ checkpoint }: Pick<VerifiedLog, 'checkpoint'>): boolean =>
  checkpoint.cosigned.size === 0;

/** @throws FindingError, LogError for a state that the log did not sign, or that cannot be had */
export async function cosignersOf(address: string, given: Trust): Promise<Cosigners> {
  const read = readerAt(address);
  const now = Math.floor(Date.now() / 1000);
  try {
    const { standing, note } = await followLog(read, given, { now });
    return { ...cosignersIn(note, standing.policy, now), isQuorum: true };
  } catch (error) {
    // What too few cosigned is believed by nobody; who did and who did not is what an auditor came for.
    const note = error instanceof FindingError && error.finding.kind === 'bad-checkpoint' && (await read('checkpoint'));
    if (!note) throw error;
    const anybody = { ...given.policy, quorum: 'none' };
    verifyCheckpoint(note, anybody, now);
    return { ...cosignersIn(note, given.policy, now), isQuorum: false };
  }
}

function cosignersIn(bytes: Uint8Array, policy: Policy, now: number): Omit<Cosigners, 'isQuorum'> {
  const { note, checkpoint } = parseSignedCheckpoint(bytes);
  const told = cosignedBy(policy, note);
  const cosigned = new Set([...told].filter(([, time]) => isTimely(time, now)).map(([name]) => name));
  // Whoever changes its key signs with both: a second key under a name of the policy is of no stranger.
  const known = new Set([...policy.logs, ...policy.witnesses].map(({ key }) => key.name));
  const otherKeys = otherKeysOf(bytes, policy);
  const strangers = note.signatures.filter(({ name }) => !known.has(name)).length;
  return { policy, size: checkpoint.size, told, cosigned, otherKeys, strangers };
}

/**
 * The names of witnesses as whom somebody signed with another key than the policy has. Not of one that signed with that as well: it
 * may be changing its key.
 */
export function otherKeysOf(bytes: Uint8Array, policy: Policy): readonly string[] {
  const { note } = parseSignedCheckpoint(bytes);
  const told = cosignedBy(policy, note);
  const silent = policy.witnesses.filter(({ name }) => !told.has(name)).map(({ key }) => key);
  const isOther = ({ name, keyId }: NoteKey): boolean =>
    note.signatures.some((line) => line.name === name && idOf(line) !== idOf({ name, keyId }));
  return silent.filter(isOther).map(({ name }) => name);
}

const idOf = ({ name, keyId }: Pick<NoteKey, 'name' | 'keyId'>): string => `${name} ${keyId.join()}`;
