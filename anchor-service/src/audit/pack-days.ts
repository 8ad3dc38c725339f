import {
  type Block,
  type Checkpoint,
  equalBytes,
  LogError,
  type Policy,
  parseSignedCheckpoint,
  type TrustedCheckpoint,
  verifyCheckpoint,
} from '@fit4work/protocol';
import type { Covered, Publication } from '../core/audit-day.js';
import { dayOf, dayStart, SECONDS_A_DAY } from '../core/audit-period.js';
import type { Slices } from '../core/slices.js';
import { FindingError } from '../verify/finding-error.js';
import { refused } from '../verify/pack-refusal.js';
import type { DayEnd } from './audit-port.js';
import type { PackMember } from './pack-blocks.js';

/* The last checkpoint of each day, as it was published: in a pack the one thing that proves who cosigned on a day that is not its last. */

const NAME = /^days\/([0-9]{4}-[0-9]{2}-[0-9]{2})\.checkpoint$/;

const pathOf = (day: string): string => `days/${day}.checkpoint`;

/** Whether a member of a pack is the checkpoint of a day's end. */
export const isDayEnd = (name: string): boolean => NAME.test(name);

export const dayMembers = (ends: readonly DayEnd[]): readonly PackMember[] =>
  ends.map(({ day, checkpoint }) => ({ name: pathOf(day), size: checkpoint.length, parts: () => [checkpoint] }));

/** Who cosigned the last checkpoint of a day, by their own signatures. */
export interface ProvenDay {
  readonly day: string;
  readonly size: number;
  /** When each says that it did, Unix seconds, by its name in the policy that was in effect. */
  readonly cosigned: ReadonlyMap<string, number>;
  /** Those who say that they did more than a day after the day's end, or before its beginning: nothing of the day follows from that. */
  readonly otherDays: ReadonlyMap<string, number>;
}

/** What a day is held against. */
interface Around {
  /** Of the period: proven to be in the log. */
  readonly covered: Pick<Covered, 'publications'> & { readonly blocks: readonly Block[] };
  readonly checkpoint: Checkpoint;
  /** That was in effect at a size; or one of which nobody knows at which sizes it was. */
  readonly policyAt: ((size: number) => Policy | undefined) | { readonly any: Policy };
}

/**
 * Verifies the checkpoints of days' ends in a pack whose chain of blocks is verified: each is signed and cosigned, of this log, by the
 * policy that was in effect there, and the last of those that were published as ending in its day. Of a day without one nothing is
 * proven; nor where nothing shows which policy was in effect, and the one that is given does not believe it.
 * @throws FindingError of a kind that begins with `day-`, naming the member
 */
export function* provingDays(members: ReadonlyMap<string, Uint8Array>, around: Around): Slices<readonly ProvenDay[]> {
  const last = lastOfDays(around.covered);
  const days = [...members].flatMap(([name, bytes]) => {
    const day = NAME.exec(name)?.[1];
    return day === undefined ? [] : [{ day, bytes, last: last.get(day) }];
  });
  const proven: ProvenDay[] = [];
  for (const [i, day] of days.entries()) {
    proven.push(...provenDay(day, around));
    // Some signatures are some milliseconds.
    yield (i + 1) / days.length;
  }
  return proven;
}

/** The days that have blocks. */
export const daysOf = ({ blocks }: Pick<Covered, 'blocks'>): readonly string[] => [
  ...new Set(blocks.map(({ time }) => dayOf(time))),
];

/** By the day, the last publication that ends at one of its blocks. */
function lastOfDays({ blocks, publications }: Around['covered']): ReadonlyMap<string, Ended> {
  const ending = new Map(blocks.map((block) => [block.size, block]));
  return new Map(
    publications.flatMap((publication) => {
      const block = ending.get(publication.size);
      return block === undefined ? [] : [[dayOf(block.time), { publication, block }] as const];
    }),
  );
}

interface Ended {
  readonly publication: Publication;
  readonly block: Block;
}

function provenDay(
  { day, bytes, last }: { readonly day: string; readonly bytes: Uint8Array; readonly last: Ended | undefined },
  { checkpoint, policyAt }: Around,
): readonly ProvenDay[] {
  const path = pathOf(day);
  const isKnown = typeof policyAt === 'function';
  const signed = believed(bytes, policyAt);
  if (signed === undefined) return [];
  if (signed instanceof LogError) {
    // Another policy may have believed it, and who made the policy that is given another accuses nobody by that.
    if (!isKnown) return [];
    throw refused('day-not-signed', path, signed);
  }
  const { origin, size, root } = signed.checkpoint;
  if (origin !== checkpoint.origin) throw refused('day-other-log', path);
  if (size !== last?.publication.size) throw refused('day-not-last', path);
  if (!equalBytes(root, last.block.root)) throw refused('day-other-root', path);
  const told = last.publication.witnesses.find((witness) => !signed.cosigned.has(witness));
  // They are named by the policy that was in effect.
  if (isKnown && told !== undefined) throw new FindingError({ kind: 'day-not-cosigned', path, witness: told });
  const [cosigned, otherDays] = [new Map<string, number>(), new Map<string, number>()];
  for (const [witness, time] of signed.cosigned) (isOfDay(time, day) ? cosigned : otherDays).set(witness, time);
  return [{ day, size, cosigned, otherDays }];
}

/** As far as clocks may differ (SPEC.md clause 15.20). */
const isOfDay = (time: number, day: string): boolean =>
  time >= dayStart(day) - SECONDS_A_DAY && time < dayStart(day) + 2 * SECONDS_A_DAY;

/** @returns why it is not believed; `undefined` where nothing shows whom to believe about it */
function believed(bytes: Uint8Array, policyAt: Around['policyAt']): TrustedCheckpoint | LogError | undefined {
  try {
    const policy =
      typeof policyAt === 'function' ? policyAt(parseSignedCheckpoint(bytes).checkpoint.size) : policyAt.any;
    return policy && verifyCheckpoint(bytes, policy);
  } catch (error) {
    if (error instanceof LogError) return error;
    throw error;
  }
}
