import {
  type Checkpoint,
  cosignedBy,
  isQuorum,
  LogError,
  logKeyOf,
  type NoteKey,
  type Policy,
  parsePath,
  parseSignedCheckpoint,
  parseSignedPolicyStatement,
  policyPath,
  type Relation,
  relationOf,
  relationOfStatements,
  type SignedNote,
  type SignedPolicyStatement,
  type TileReader,
  verifyNote,
} from '@fit4work/protocol';
import type { PolicyFile } from '../adapters/policy-file.js';
import { refusalOf } from './because.js';
import { speakingReader } from './file-reader.js';
import { FindingError } from './finding-error.js';
import { pathOfTiles } from './held-log.js';
import {
  chainAsFar,
  chainPolicies,
  type FollowedAsFar,
  type PolicyChain,
  readServedPolicies,
  type ServedPolicies,
} from './policy-chain.js';

/** The files of a bundle, wherever they are. */
export interface EvidenceFiles {
  has(name: string): boolean;
  /** At most 64 KiB. @throws whatever keeps it from being read */
  read(name: string): Uint8Array;
  /** What a file is called to whoever gave the bundle. */
  pathOf(name: string): string;
  /** Reads what may not be there, statements of policies among it. */
  readonly source: TileReader;
}

/** What a bundle shows, and who cosigned each of the two. */
interface Judged {
  readonly relation: Relation;
  readonly cosigned: readonly [readonly string[], readonly string[]];
  /** Whether by a witness, and by as many as a policy of the log asks for: without that it is the word of the log alone. */
  readonly confirmed: readonly [boolean, boolean];
  /** Files of the bundle that do not verify: nothing follows from them, and they keep nothing else from being judged. */
  readonly passedOver: readonly string[];
}

interface JudgedCheckpoints extends Judged {
  readonly sizes: readonly [number, number];
  /** Whether there was a path between the two sizes, in the bundle or from another copy. */
  readonly hasPath: boolean;
}

/** Of two checkpoints, by their sizes, or of two policy statements, by their numbers. */
export type JudgedEvidence = JudgedCheckpoints | (Judged & { readonly numbers: readonly [number, number] });

/** What a bundle may lack. */
interface FromElsewhere {
  /** Statements by which the log's key changed; those in the bundle where none are given. */
  readonly served?: ServedPolicies | undefined;
  /** Any copy of the log, from which a missing path is made. */
  readonly copy?: TileReader | undefined;
}

/**
 * Judges a bundle with the policy, and the statements that lead to it or on from it, as far as those of the bundle verify: one that
 * somebody planted absolves nobody. The log's signature on both is what accuses it, by whichever of its keys; witnesses are only named.
 * @throws FindingError `bad-file` for a file that is missing, damaged or not signed by the log of the policy; `false-statement`
 * @source SPEC.md clauses 15.11 and 15.18
 */
export async function judgeEvidence(
  files: EvidenceFiles,
  given: PolicyFile,
  { served, copy }: FromElsewhere = {},
): Promise<JudgedEvidence> {
  if (served !== undefined) {
    const chain = chainPolicies(given, served);
    if (chain === undefined) {
      throw new FindingError({ kind: 'bad-file', path: policyPath(0), detail: 'The policy is none of these.' });
    }
    return judgeBy(chain, { files, given, copy });
  }
  const { chain, broken } = await followOwn(files, given);
  try {
    const judged = await judgeBy(chain, { files, given, copy });
    const path = broken?.finding.path;
    return path === undefined ? judged : { ...judged, passedOver: [path, ...judged.passedOver] };
  } catch (error) {
    // What the bundle is signed with may be a key that the broken statement names.
    throw error instanceof FindingError && error.finding.kind === 'bad-file' && broken !== undefined ? broken : error;
  }
}

/** Statements of the bundle itself, up to one that cannot be read or does not verify. */
async function followOwn(files: EvidenceFiles, given: PolicyFile): Promise<FollowedAsFar> {
  const read = speakingReader(files.source);
  let unreadable: FindingError | undefined;
  const served = await readServedPolicies(async (path) => {
    try {
      return await read(path);
    } catch (error) {
      if (!(error instanceof FindingError)) throw error;
      unreadable = error;
      return undefined;
    }
  });
  const { chain, broken } = chainAsFar(given, served);
  return { chain, broken: broken ?? unreadable };
}

interface Bundle {
  readonly files: EvidenceFiles;
  readonly given: PolicyFile;
  readonly copy: TileReader | undefined;
}

async function judgeBy(chain: PolicyChain | undefined, { files, given, copy }: Bundle): Promise<JudgedEvidence> {
  const policies = chain === undefined ? [given.policy] : [chain.first, ...chain.successors].map((one) => one.policy);
  const statements = async (): Promise<JudgedEvidence> =>
    judgeStatements(files, (number) => (chain === undefined ? given.policy : policies[number - 1]));
  const checkpoints = (): Promise<JudgedEvidence> => judgeCheckpoints(files, policies, copy);
  if (!files.has('a.statement')) return checkpoints();
  return files.has('a.checkpoint') ? worseOf(await Promise.allSettled([checkpoints(), statements()])) : statements();
}

/** Of a bundle with two pairs somebody planted one, which takes nothing from what the other proves. */
function worseOf([checkpoints, statements]: readonly [
  PromiseSettledResult<JudgedEvidence>,
  PromiseSettledResult<JudgedEvidence>,
]): JudgedEvidence {
  const convicts = (one: PromiseSettledResult<JudgedEvidence>): boolean =>
    one.status === 'fulfilled' && one.value.relation === 'contradictory';
  const [worse, other] =
    convicts(statements) && !convicts(checkpoints) ? [statements, 'a.checkpoint'] : [checkpoints, 'a.statement'];
  if (worse.status === 'rejected') throw worse.reason;
  return { ...worse.value, passedOver: [...worse.value.passedOver, other] };
}

/** @param before the policy that gives way to that of a number */
function judgeStatements(files: EvidenceFiles, before: (number: number) => Policy | undefined): JudgedEvidence {
  const read = (name: string): SignedPolicyStatement & Cosigned & { previous: Policy } =>
    statementAt(files, name, before);
  const [a, b] = [read('a.statement'), read('b.statement')];
  return {
    relation: relationOfStatements(a, b, a.previous),
    numbers: [a.statement.number, b.statement.number],
    ...cosignersOf(a, b),
    passedOver: [],
  };
}

function statementAt(
  files: EvidenceFiles,
  name: string,
  before: (number: number) => Policy | undefined,
): SignedPolicyStatement & Cosigned & { previous: Policy } {
  return orBadFile(files.pathOf(name), () => {
    const signed = parseSignedPolicyStatement(files.read(name));
    const previous = before(signed.statement.number);
    if (previous === undefined) throw lacking(files.pathOf(name), 'no-policy-before');
    verifyNote(signed.note, logKeyOf(previous));
    return { ...signed, previous, ...cosignedUnder([previous], signed.note) };
  });
}

async function judgeCheckpoints(
  files: EvidenceFiles,
  policies: readonly Policy[],
  copy: TileReader | undefined,
): Promise<JudgedCheckpoints> {
  const a = signedAt(files, 'a.checkpoint', policies);
  const b = signedAt(files, 'b.checkpoint', policies);
  const name = 'proof';
  const judged = (path: readonly Uint8Array[], passedOver: readonly string[]): JudgedCheckpoints => ({
    relation: relationOf(a.checkpoint, b.checkpoint, path),
    sizes: [a.checkpoint.size, b.checkpoint.size],
    ...cosignersOf(a, b),
    hasPath: path.length > 0,
    passedOver,
  });
  const own = files.has(name) ? pathOrDamage(files, name) : [];
  const passedOver = own instanceof FindingError ? [name] : [];
  const shown = judged(own instanceof FindingError ? [] : own, passedOver);
  if (shown.relation !== 'undecided') return shown;
  if (copy !== undefined) {
    const [small = 0, large = 0] = shown.sizes.toSorted((one, other) => one - other);
    return judged(await pathOfTiles(speakingReader(copy), small, large), passedOver);
  }
  if (own instanceof FindingError) throw own;
  return shown;
}

/** Two of one size need no path, and another copy makes it. */
function pathOrDamage(files: EvidenceFiles, name: string): readonly Uint8Array[] | FindingError {
  try {
    return orBadFile(files.pathOf(name), () => parsePath(files.read(name)));
  } catch (error) {
    if (error instanceof FindingError) return error;
    throw error;
  }
}

/** Any key that the log had may accuse it, and whoever cosigned by any of its policies is named. */
function signedAt(
  files: EvidenceFiles,
  name: string,
  policies: readonly Policy[],
): Cosigned & { checkpoint: Checkpoint } {
  return orBadFile(files.pathOf(name), () => {
    const { note, checkpoint } = parseSignedCheckpoint(files.read(name));
    const keys = policies.flatMap(({ logs }) => logs).flatMap(({ key }) => (key.name === checkpoint.origin ? key : []));
    verifyByAny(files.pathOf(name), note, keys);
    return { checkpoint, ...cosignedUnder(policies, note) };
  });
}

/** By whom one of the two is cosigned. */
interface Cosigned {
  readonly cosigned: readonly string[];
  readonly isConfirmed: boolean;
}

function cosignedUnder(policies: readonly Policy[], note: SignedNote): Cosigned {
  const names = policies.map((policy) => new Set(cosignedBy(policy, note).keys()));
  return {
    cosigned: [...new Set(names.flatMap((some) => [...some]))],
    isConfirmed: policies.some((policy, i) => {
      const some = names[i] ?? new Set<string>();
      return some.size > 0 && isQuorum(policy, some);
    }),
  };
}

const cosignersOf = (a: Cosigned, b: Cosigned): Pick<Judged, 'cosigned' | 'confirmed'> => ({
  cosigned: [a.cosigned, b.cosigned],
  confirmed: [a.isConfirmed, b.isConfirmed],
});

/** @throws LogError of the last of them where the note is signed by none */
function verifyByAny(file: string, note: SignedNote, [key, ...more]: readonly NoteKey[]): void {
  if (key === undefined) throw lacking(file, 'no-log');
  try {
    verifyNote(note, key);
  } catch (error) {
    if (!(error instanceof LogError) || more.length === 0) throw error;
    verifyByAny(file, note, more);
  }
}

function orBadFile<T>(file: string, act: () => T): T {
  try {
    return act();
  } catch (cause) {
    if (cause instanceof FindingError) throw cause;
    const refused = refusalOf(cause);
    if (refused !== undefined) throw new FindingError({ kind: 'bad-file', path: file, ...refused }, cause);
    const isSystem = !(cause instanceof Error) || 'syscall' in cause;
    if (isSystem) throw new FindingError({ ...lacking(file, 'not-readable').finding }, cause);
    throw new FindingError({ kind: 'bad-file', path: file, detail: cause.message }, cause);
  }
}

const LACKS = {
  'not-readable': 'It cannot be read.',
  'no-policy-before': 'The policy before it is not among the statements.',
  'no-log': 'The policy does not name its log.',
} as const;

const lacking = (path: string, because: keyof typeof LACKS): FindingError =>
  new FindingError({ kind: 'bad-file', path, detail: LACKS[because], because });
