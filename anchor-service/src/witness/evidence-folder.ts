import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { formatPath } from '@fit4work/protocol';
import { AnchorError } from '../error.js';
import type { Contradiction } from './contradiction.js';
import { syncFolder, writeThrough } from './durable-file.js';
import { aboutEvidence } from './evidence-words.js';

/** Two checkpoints that one log signed and that cannot both be true. */
export interface Evidence {
  readonly origin: string;
  /** The note that the witness had cosigned. */
  readonly held: Uint8Array;
  /** The note that came, as it came. */
  readonly came: Uint8Array;
  readonly contradiction: Contradiction;
  /** The path that came with it, where it is what contradicts. */
  readonly proof: readonly Uint8Array[];
  /** Unix seconds. */
  readonly time: number;
}

/** A case that is kept: the name of its folder, and when it was found, Unix seconds. */
export interface EvidenceCase {
  readonly name: string;
  readonly time: number;
}

const NAME = /^[0-9a-f]{16}-([0-9]{1,16})-[0-9]+$/;
/** More says nothing that these do not say, and a log could fill the disk with it. */
const MAX_CASES = 1000;

/** The folder in which evidence stands, one folder a case, whole or not at all. Only its own witness process writes there. */
export class EvidenceFolder {
  readonly #folder: string;
  readonly #cases: EvidenceCase[];
  readonly #known: Set<string>;

  /** @throws AnchorError `storage-failed` */
  constructor(folder: string) {
    this.#folder = folder;
    this.#cases = casesOf(folder);
    this.#known = new Set(this.#cases.map(({ name }) => signedPartOf(folder, name)));
  }

  cases(): readonly EvidenceCase[] {
    return this.#cases;
  }

  /**
   * Keeps a case. A crash before the rename leaves a temporary folder that the next case clears away, and the log has had no
   * cosignature; after it, the case is kept.
   * @returns whether it is a new one; what is kept already, or beyond a thousand cases, is not kept again
   * @throws AnchorError `storage-failed`
   */
  keep(evidence: Evidence): boolean {
    const known = signedPart(evidence.came);
    if (this.#known.has(known) || this.#cases.length >= MAX_CASES) return false;
    const name = this.#newName(evidence);
    try {
      const temporary = join(this.#folder, `.${name}.tmp`);
      this.#clear();
      mkdirSync(temporary, { recursive: true, mode: 0o700 });
      for (const [file, bytes] of filesOf(evidence)) writeThrough(join(temporary, file), bytes);
      syncFolder(temporary);
      renameSync(temporary, join(this.#folder, name));
      syncFolder(this.#folder);
    } catch (cause) {
      throw unwritable(this.#folder, cause);
    }
    this.#known.add(known);
    this.#cases.push({ name, time: evidence.time });
    return true;
  }

  #newName({ origin, time }: Evidence): string {
    const start = `${digest(Buffer.from(origin)).slice(0, 16)}-${time}`;
    let n = 1;
    while (existsSync(join(this.#folder, `${start}-${n}`))) n += 1;
    return `${start}-${n}`;
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
    throw unwritable(folder, cause);
  }
}

function filesOf(evidence: Evidence): [string, Uint8Array][] {
  const { held, came, proof, contradiction } = evidence;
  return [
    ['a.checkpoint', held],
    ['b.checkpoint', came],
    ...(contradiction === 'path' ? [['proof', formatPath(proof)] as [string, Uint8Array]] : []),
    ['about.txt', Buffer.from(aboutEvidence(evidence))],
  ];
}

/** A case is known again by what came, also after a restart. Somebody may have taken its file away: then it is not. */
function signedPartOf(folder: string, name: string): string {
  const file = join(folder, name, 'b.checkpoint');
  return existsSync(file) ? signedPart(readFileSync(file)) : '';
}

/** What the log signed: whoever repeats a note with other lines after it shows nothing new. */
function signedPart(note: Uint8Array): string {
  const text = Buffer.from(note).toString('utf8');
  return text.slice(0, text.lastIndexOf('\n\n') + 1);
}

function digest(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function unwritable(folder: string, cause: unknown): AnchorError {
  const message = `The folder of evidence ${folder} cannot be used: give one that can be read and written.`;
  return new AnchorError('storage-failed', message, { cause });
}
