import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { LogError, parsePath, type Relation } from '@fit4work/protocol';
import { AnchorError } from '../error.js';
import { type Evidence, folderStart, originOf, relationIn, writeEvidence } from './write-evidence.js';

/** A case that is kept: the name of its folder, and when it was found, Unix seconds. */
export interface EvidenceCase {
  readonly name: string;
  readonly time: number;
}

const NAME = /^[0-9a-f]{16}-([0-9]{1,16})-[0-9]+$/;
/**
 * Of one log more says nothing that these do not say, and it could fill the disk with it. Each log has as many of its own, and each kind
 * as well: anybody can show old checkpoints again, and must not push out what convicts.
 */
const MAX_CASES: Readonly<Record<Relation, number>> = { contradictory: 1000, undecided: 1000, consistent: 1 };

/** A case as far as it is told from others: what the log signed last in it, and what that is to what was known before. */
interface Told {
  readonly came: string;
  readonly relation: Relation;
}

/**
 * What became of a case: kept now, kept before, or left out because its log has as many as are kept. Of old checkpoints that
 * were shown again one says what all say: the next are known.
 */
export type Kept = 'new' | 'known' | 'full';

/**
 * The folder in which a witness or a mirror keeps evidence, one folder a case, whole or not at all. Only one process writes there;
 * whoever has taken a case elsewhere ends its alarm.
 */
export class EvidenceFolder {
  readonly #folder: string;
  #cases: readonly EvidenceCase[];
  /** By the name of the case. */
  readonly #told = new Map<string, Told>();

  /** @throws AnchorError `storage-failed` */
  constructor(folder: string) {
    this.#folder = folder;
    this.#cases = casesOf(folder);
  }

  /** Those on disk now; the last known ones while the folder cannot be read, since an alarm does not end by that. */
  cases(): readonly EvidenceCase[] {
    try {
      this.#cases = casesOf(this.#folder);
    } catch (error) {
      if (!(error instanceof AnchorError)) throw error;
    }
    return this.#cases;
  }

  /**
   * Keeps a case once, however often it is seen. A crash before it has its name leaves a temporary folder that the next case
   * clears away; after it, the case is kept.
   * @param time Unix seconds
   * @throws AnchorError `storage-failed`
   */
  keep(evidence: Evidence, time: number): Kept {
    const start = folderStart(originOf(evidence));
    const told = this.cases()
      .filter(({ name }) => name.startsWith(start))
      .map(({ name }) => this.#toldBy(name));
    const [came, relation] = [signedPart(evidence.b), relationIn(evidence)];
    // What was shown before without a path that convicts is news when it comes with one.
    if (told.some((one) => one.came === came && (one.relation === relation || one.relation === 'contradictory'))) {
      return 'known';
    }
    if (told.filter((one) => one.relation === relation).length >= MAX_CASES[relation]) {
      return relation === 'consistent' ? 'known' : 'full';
    }
    try {
      this.#clear();
      writeEvidence(this.#folder, evidence, time);
    } catch (cause) {
      throw unusable(this.#folder, cause);
    }
    return 'new';
  }

  /** A case is known again by what came, also after a restart. Somebody may have taken its files away: then it is not. */
  #toldBy(name: string): Told {
    const told = this.#told.get(name) ?? readTold(join(this.#folder, name));
    this.#told.set(name, told);
    return told;
  }

  #clear(): void {
    if (!existsSync(this.#folder)) return;
    for (const name of readdirSync(this.#folder)) {
      if (name.startsWith('.') && name.endsWith('.tmp')) rmSync(join(this.#folder, name), { recursive: true });
    }
  }
}

/** The cases of a folder, in the order of their names; none where there is no folder. @throws AnchorError `storage-failed` */
export function casesOf(folder: string): EvidenceCase[] {
  try {
    if (!existsSync(folder)) return [];
    return readdirSync(folder)
      .sort()
      .flatMap((name) => {
        const time = NAME.exec(name)?.[1];
        return time === undefined ? [] : [{ name, time: Number(time) }];
      });
  } catch (cause) {
    throw unusable(folder, cause);
  }
}

/** What cannot be read is taken for what convicts: that it was kept is the safer word. */
function readTold(folder: string): Told {
  const [a, b, proof] = ['a.checkpoint', 'b.checkpoint', 'proof'].map((file) => readIfThere(join(folder, file)));
  const statement = readIfThere(join(folder, 'b.statement'));
  const came = signedPart(b ?? statement ?? new Uint8Array(0));
  if (a === undefined || b === undefined) return { came, relation: 'contradictory' };
  try {
    const path = proof === undefined ? [] : parsePath(proof);
    return { came, relation: relationIn({ kind: 'checkpoints', a, b, path }) };
  } catch (error) {
    if (!(error instanceof LogError)) throw error;
    return { came, relation: 'contradictory' };
  }
}

const readIfThere = (file: string): Uint8Array | undefined => (existsSync(file) ? readFileSync(file) : undefined);

/** What the log signed: whoever repeats a note with other lines after it, or in another order, shows nothing new. */
function signedPart(note: Uint8Array): string {
  const text = Buffer.from(note).toString('utf8');
  return text.slice(0, text.lastIndexOf('\n\n') + 1);
}

function unusable(folder: string, cause: unknown): AnchorError {
  const message = `The folder of evidence ${folder} cannot be used: give one that can be read and written.`;
  return new AnchorError('storage-failed', message, { cause });
}
