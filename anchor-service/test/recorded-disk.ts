import type fs from 'node:fs';
import { dirname, resolve } from 'node:path';

type Files = Pick<
  typeof fs,
  'closeSync' | 'fsync' | 'fsyncSync' | 'mkdirSync' | 'openSync' | 'renameSync' | 'writeFileSync' | 'writeSync'
>;

/**
 * What a loss of power could take, by POSIX: bytes that were written since the last fsync of their file, and names that were
 * given since the last fsync of their folder. Every call is made.
 */
export class RecordedDisk {
  readonly #handles = new Map<number, string>();
  readonly #bytes = new Set<string>();
  readonly #names = new Set<string>();
  /** Names that were given to files, or folders, whose bytes or names within were not on disk: a loss of power would show them cut short. */
  readonly tooEarly: string[] = [];

  /** Of which file or folder the next fsync fails, as of a disk that is broken. */
  failing: string | undefined;

  /** Everything that a loss of power could take now. */
  get atRisk(): string[] {
    return [...new Set([...this.#bytes, ...this.#names])].sort();
  }

  /** What stood before a test. */
  forget(): void {
    for (const set of [this.#bytes, this.#names]) set.clear();
    this.tooEarly.length = 0;
  }

  /** The module `node:fs` with these calls noted. */
  record<T extends Files>(real: T): T {
    const mkdirSync = (path: string, options?: fs.MakeDirectoryOptions): string | undefined => {
      const made = real.mkdirSync(path, options);
      const first = resolve(made ?? path);
      const isNew = made !== undefined || options?.recursive !== true;
      for (let at = resolve(path); isNew && at.length >= first.length; at = dirname(at)) this.#names.add(at);
      return made;
    };
    const openSync: typeof fs.openSync = (path, flags, mode) => {
      const handle = real.openSync(path, flags, mode);
      this.#handles.set(handle, resolve(String(path)));
      if (flags === 'w') this.#wrote(handle, true);
      return handle;
    };
    const closeSync = (handle: number): void => {
      real.closeSync(handle);
      this.#handles.delete(handle);
    };
    const writeSync = (handle: number, bytes: Uint8Array, at?: number): number => {
      this.#wrote(handle);
      return real.writeSync(handle, bytes, at);
    };
    const writeFileSync: typeof fs.writeFileSync = (file, data, options) => {
      if (typeof file === 'number') this.#wrote(file);
      real.writeFileSync(file, data, options);
    };
    const fsyncSync = (handle: number): void => {
      real.fsyncSync(handle);
      this.#synced(handle);
    };
    const fsync = (handle: number, done: fs.NoParamCallback): void => {
      real.fsync(handle, (error) => {
        const broken = error ?? this.#fault(handle);
        if (broken === null) this.#synced(handle);
        done(broken);
      });
    };
    const renameSync = (from: string, to: string): void => {
      real.renameSync(from, to);
      this.#renamed(resolve(from), resolve(to));
    };
    const noted = { closeSync, fsync, fsyncSync, mkdirSync, openSync, renameSync, writeFileSync, writeSync };
    return { ...real, ...noted, default: { ...real, ...noted } };
  }

  #fault(handle: number): NodeJS.ErrnoException | null {
    if (this.failing === undefined || this.#handles.get(handle) !== this.failing) return null;
    this.failing = undefined;
    return Object.assign(new RangeError('EIO: i/o error, fsync'), { code: 'EIO' });
  }

  #wrote(handle: number, isNew = false): void {
    const file = this.#handles.get(handle);
    if (file === undefined) return;
    this.#bytes.add(file);
    if (isNew) this.#names.add(file);
  }

  /** Of a file its bytes, of a folder the names in it. */
  #synced(handle: number): void {
    const path = this.#handles.get(handle);
    if (path === undefined) return;
    this.#bytes.delete(path);
    for (const name of this.#names) if (dirname(name) === path) this.#names.delete(name);
  }

  #renamed(from: string, to: string): void {
    if (this.#bytes.has(from) || this.atRisk.some((path) => path.startsWith(`${from}/`))) this.tooEarly.push(to);
    for (const set of [this.#bytes, this.#names]) {
      for (const path of [...set]) {
        if (path !== from && !path.startsWith(`${from}/`)) continue;
        set.delete(path);
        set.add(to + path.slice(from.length));
      }
    }
    this.#names.delete(from);
    this.#names.add(to);
  }
}
