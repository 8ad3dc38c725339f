import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { AnchorError } from '../error.js';
import { type Evidence, folderStart, originOf, writeEvidence } from './write-evidence.js';

/** A case that is kept: the name of its folder, and when it was found, Unix seconds. */
export interface EvidenceCase {
  readonly name: string;
  readonly time: number;
}

const NAME = /^[0-9a-f]{16}-([0-9]{1,16})-[0-9]+$/;
/** Of one log more says nothing that these do not say, and it could fill the disk with it. Each log has as many of its own. */
const MAX_CASES = 1000;

/** What became of a case: kept now, kept before, or left out because its log has as many as are kept. */
export type Kept = 'new' | 'known' | 'full';

/**
 * The folder in which a witness or a mirror keeps evidence, one folder a case, whole or not at all. Only one process writes there;
 * whoever has taken a case elsewhere ends its alarm.
 */
export class EvidenceFolder {
  readonly #folder: string;
  #cases: readonly EvidenceCase[];
  /** What the log signed last in each case, by its name. */
  readonly #known = new Map<string, string>();

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
    const cases = this.cases().filter(({ name }) => name.startsWith(start));
    const came = signedPart(evidence.b);
    if (cases.some(({ name }) => this.#cameIn(name) === came)) return 'known';
    if (cases.length >= MAX_CASES) return 'full';
    try {
      this.#clear();
      writeEvidence(this.#folder, evidence, time);
    } catch (cause) {
      throw unusable(this.#folder, cause);
    }
    return 'new';
  }

  /** A case is known again by what came, also after a restart. Somebody may have taken its file away: then it is not. */
  #cameIn(name: string): string {
    const file = ['b.checkpoint', 'b.statement'].map((b) => join(this.#folder, name, b)).find((b) => existsSync(b));
    const known = this.#known.get(name) ?? (file === undefined ? '' : signedPart(readFileSync(file)));
    this.#known.set(name, known);
    return known;
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

/** What the log signed: whoever repeats a note with other lines after it, or in another order, shows nothing new. */
function signedPart(note: Uint8Array): string {
  const text = Buffer.from(note).toString('utf8');
  return text.slice(0, text.lastIndexOf('\n\n') + 1);
}

function unusable(folder: string, cause: unknown): AnchorError {
  const message = `The folder of evidence ${folder} cannot be used: give one that can be read and written.`;
  return new AnchorError('storage-failed', message, { cause });
}
