import {
  type Block,
  type Checkpoint,
  cosignedBy,
  equalBytes,
  LogError,
  type Policy,
  parseSignedCheckpoint,
} from '@fit4work/protocol';
import type { Covered, Publication } from '../core/audit-day.js';
import { dayOf } from '../core/audit-period.js';
import { AnchorError } from '../error.js';
import { verifyUnderAny } from '../stamps/stamped-log.js';
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
  /** When each says that it did, Unix seconds, by its name in a policy. */
  readonly cosigned: ReadonlyMap<string, number>;
}

/** What a day is held against. */
interface Around {
  /** Of the period: proven to be in the log. */
  readonly covered: Pick<Covered, 'publications'> & { readonly blocks: readonly Block[] };
  readonly checkpoint: Checkpoint;
  readonly policies: readonly Policy[];
}

/**
 * Verifies the checkpoints of days' ends in a pack whose chain of blocks is verified: each is signed and cosigned, of this log, and the last
 * of those that were published as ending in its day. Of a day without one nothing is proven.
 * @throws AnchorError `unsound` naming the member
 */
export function provenDays(members: ReadonlyMap<string, Uint8Array>, around: Around): readonly ProvenDay[] {
  const last = lastOfDays(around.covered);
  return [...members].flatMap(([name, bytes]) => {
    const day = NAME.exec(name)?.[1];
    return day === undefined ? [] : [provenDay({ day, bytes, last: last.get(day) }, around)];
  });
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
  { checkpoint, policies }: Around,
): ProvenDay {
  const refuse = (what: string, cause?: unknown): AnchorError =>
    new AnchorError('unsound', `${pathOf(day)} ${what}.`, { cause });
  const signed = signedEnd(bytes, policies, refuse);
  if (signed.origin !== checkpoint.origin) throw refuse('is of another log');
  if (signed.size !== last?.publication.size) throw refuse('is not the last checkpoint that came out of its day');
  if (!equalBytes(signed.root, last.block.root))
    throw refuse('has another root than the block of the pack that ends there');
  const { note } = parseSignedCheckpoint(bytes);
  const cosigned = new Map(policies.flatMap((policy) => [...cosignedBy(policy, note)]));
  const told = last.publication.witnesses.find((witness) => !cosigned.has(witness));
  if (told !== undefined) throw refuse(`is not cosigned by ${told}, of whom publications.jsonl says so`);
  return { day, size: signed.size, cosigned };
}

function signedEnd(
  bytes: Uint8Array,
  policies: readonly Policy[],
  refuse: (what: string, cause: unknown) => AnchorError,
): Checkpoint {
  try {
    return verifyUnderAny(bytes, policies);
  } catch (cause) {
    if (!(cause instanceof LogError)) throw cause;
    throw refuse('is not signed and cosigned as a checkpoint of this log', cause);
  }
}
