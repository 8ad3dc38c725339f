import { createHash } from 'node:crypto';
import { closeSync, constants, existsSync, openSync, readSync, writeSync } from 'node:fs';
import { equalBytes } from '@fit4work/protocol';
import type { Ledger } from './sqlite-ledger.js';

/*
 * vault.db-head: how many transactions there were, and what the whole file came to when it was last closed. A damaged
 * write-ahead log reads like one that ends earlier, and the bytes between two rows are nobody's: this notices both.
 *
 * It is written after each commit and never flushed: where power fails it is behind the vault, never ahead of it.
 */

interface Head {
  readonly turn: number;
  /** SHA-256 of vault.db without a write-ahead log; zeros while it is in use, ones once it was found changed. */
  readonly digest: Uint8Array;
}

/** What the files say before SQLite opens them. */
export interface Before {
  readonly head: Uint8Array | undefined;
  /** Of vault.db; undefined where its head does not say what it has to be. */
  readonly digest: Uint8Array | undefined;
}

export interface HeadFile {
  /** The newest state that is told by a copy that is whole. */
  readonly head: Head | undefined;
  /** Whether a copy is there that is not whole. */
  readonly damaged: boolean;
}

export type FileState = 'in-use' | 'as-closed' | 'changed';

const COPIES = 2;
const BODY = 8 + 32;
const COPY = BODY + 16;
const IN_USE = new Uint8Array(32);
/** Said again at each opening, until the vault is repaired: whoever opened it first may have told nobody. */
const FOUND_CHANGED = new Uint8Array(32).fill(0xff);
const CHUNK = 1 << 20;

export const headPath = (vault: string): string => `${vault}-head`;

function encode({ turn, digest }: Head, ledger: Ledger): Uint8Array {
  const bytes = new Uint8Array(COPY);
  new DataView(bytes.buffer).setFloat64(0, turn);
  bytes.set(digest, 8);
  bytes.set(ledger.mac('head', [bytes.subarray(0, BODY)]), BODY);
  return bytes;
}

/**
 * Only while this process has no connection to the vault: whoever closes any descriptor of a file gives up every lock that
 * their process has on it (POSIX, fcntl), and SQLite locks vault.db itself. The key of the head is in the vault, so that
 * nothing here is believed yet.
 */
export function lookBefore(vault: string): Before {
  const head = headBytes(vault);
  return { head, digest: copiesIn(head).some(saysDigest) ? digestOf(vault) : undefined };
}

/** What stands in the head, if there is one. */
export const headBytes = (vault: string): Uint8Array | undefined =>
  existsSync(headPath(vault)) ? readSome(headPath(vault), COPIES * COPY) : undefined;

function saysDigest(copy: Uint8Array): boolean {
  const digest = copy.subarray(8, BODY);
  return !equalBytes(digest, IN_USE) && !equalBytes(digest, FOUND_CHANGED);
}

const copiesIn = (head: Uint8Array = new Uint8Array()): readonly Uint8Array[] =>
  Array.from({ length: Math.floor(head.length / COPY) }, (_, i) => head.subarray(i * COPY, (i + 1) * COPY));

export function readHead(bytes: Uint8Array | undefined, ledger: Ledger): HeadFile {
  if (bytes === undefined) return { head: undefined, damaged: false };
  const whole: Head[] = [];
  for (const copy of copiesIn(bytes)) {
    const body = copy.subarray(0, BODY);
    if (!equalBytes(copy.subarray(BODY), ledger.mac('head', [body]))) continue;
    whole.push({ turn: new DataView(body.slice().buffer).getFloat64(0), digest: body.slice(8) });
  }
  const [head] = whole.sort((a, b) => b.turn - a.turn);
  return { head, damaged: whole.length < COPIES };
}

function readSome(path: string, length: number): Uint8Array {
  const file = openSync(path, constants.O_RDONLY);
  try {
    const bytes = new Uint8Array(length);
    return bytes.subarray(0, readSync(file, bytes));
  } finally {
    closeSync(file);
  }
}

/** What is written here is a help: where it cannot be written, the vault is as good as before. */
export class HeadWriter {
  readonly #vault: string;
  readonly #ledger: Ledger;
  #file: number | undefined;
  #state: FileState;

  /** @param state of the file when it was opened */
  constructor(vault: string, ledger: Ledger, state: FileState) {
    this.#vault = vault;
    this.#ledger = ledger;
    this.#state = state;
  }

  /** After a commit. */
  committed(turn: number): void {
    if (this.#state === 'as-closed') this.#state = 'in-use';
    this.#write(turn, this.#state === 'changed' ? FOUND_CHANGED : IN_USE);
  }

  /** Before the database is closed: after it a repair may put another vault, and its head, in the place of these. */
  closing(): void {
    if (this.#state === 'as-closed') return;
    try {
      this.#open();
    } catch {
      // As when it cannot be written.
    }
  }

  /** Once the database is closed: by the last one to close it, the file is whole and has no write-ahead log. */
  closed(turn: number): void {
    if (this.#state === 'changed') this.#write(turn, FOUND_CHANGED);
    else if (this.#state === 'in-use' && !existsSync(`${this.#vault}-wal`)) this.#write(turn);
    if (this.#file !== undefined) closeSync(this.#file);
    this.#file = undefined;
  }

  #write(turn: number, digest?: Uint8Array): void {
    try {
      const copy = encode({ turn, digest: digest ?? digestOf(this.#vault) }, this.#ledger);
      const file = this.#open();
      for (let i = 0; i < COPIES; i++) writeSync(file, copy, 0, COPY, i * COPY);
    } catch {
      // A full disk has room for it again later; being behind is no damage.
    }
  }

  #open(): number {
    this.#file ??= openSync(headPath(this.#vault), constants.O_RDWR | constants.O_CREAT, 0o600);
    return this.#file;
  }
}

/** Whether the file was, to the last bit, as it was closed; `in-use` where it was not closed, or nobody said. */
export function stateOf({ digest }: Before, ledger: Ledger, { head, damaged }: HeadFile): FileState {
  if (head === undefined || damaged || equalBytes(head.digest, IN_USE)) return 'in-use';
  if (equalBytes(head.digest, FOUND_CHANGED)) return 'changed';
  // Where somebody wrote in the meantime, the count has gone on.
  if (digest === undefined || ledger.turn !== head.turn) return 'in-use';
  return equalBytes(digest, head.digest) ? 'as-closed' : 'changed';
}

function digestOf(path: string): Uint8Array {
  const file = openSync(path, constants.O_RDONLY);
  try {
    const hash = createHash('sha256');
    const chunk = new Uint8Array(CHUNK);
    for (let length = readSync(file, chunk); length > 0; length = readSync(file, chunk)) {
      hash.update(chunk.subarray(0, length));
    }
    return new Uint8Array(hash.digest());
  } finally {
    closeSync(file);
  }
}
