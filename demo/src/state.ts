import { createHash, randomBytes } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { DemoError } from './error.js';
import type { DemoOptions } from './options.js';

/* The folder of a run. A second run of the same options goes on from it. */

export interface State {
  readonly root: string;
  /** Whether the folder outlives the run. */
  readonly kept: boolean;
  readonly manifest: Manifest;
  /** Entries that stood in the folder before a new run; undefined when an earlier run is gone on with. */
  readonly before: readonly string[] | undefined;
}

interface Manifest {
  readonly version: 1;
  readonly options: string;
  /** When the first run began, Unix seconds: what is played counts from it. */
  readonly started: number;
  readonly coachToken: string;
  readonly adminToken: string;
  /** Marker bytes of the canary, in hexadecimal. */
  readonly canary: string;
}

const FILE = 'manifest.json';

const identityOf = ({ employees, days, replay, seed }: DemoOptions): string =>
  JSON.stringify({ employees, days, replay: replay === undefined ? null : resolve(replay), seed });

/** Writes a file whole or not at all. */
export function writeWhole(path: string, text: string): void {
  writeFileSync(`${path}.new`, text, { mode: 0o600 });
  renameSync(`${path}.new`, path);
}

/** @throws DemoError `bad-state` when the folder holds something else */
export function openState(options: DemoOptions, now: number): State {
  if (options.state === undefined)
    return newState(mkdtempSync(join(tmpdir(), 'fit4work-')), options, { now, kept: false });
  const root = resolve(options.state);
  if (!existsSync(join(root, FILE))) return newState(root, options, { now, kept: true });
  const manifest = readManifest(root);
  if (manifest.options !== identityOf(options)) {
    throw new DemoError(
      'bad-state',
      `${root} holds a run of other people, days, recordings or seed; give the same options or another folder.`,
    );
  }
  return { root, kept: true, manifest, before: undefined };
}

function newState(root: string, options: DemoOptions, { now, kept }: { now: number; kept: boolean }): State {
  try {
    const before = makeFolder(root);
    const manifest: Manifest = {
      version: 1,
      options: identityOf(options),
      started: now,
      coachToken: randomBytes(24).toString('base64url'),
      adminToken: randomBytes(24).toString('base64url'),
      canary: randomBytes(24).toString('hex'),
    };
    writeWhole(join(root, FILE), JSON.stringify(manifest, null, 2));
    return { root, kept, manifest, before };
  } catch (cause) {
    throw new DemoError('bad-state', `${root} cannot be written; name another folder with --state.`, { cause });
  }
}

/** @returns what stood in it before */
function makeFolder(root: string): readonly string[] {
  if (existsSync(root)) return readdirSync(root);
  // Only where a parent is missing: below some file systems a recursive mkdir never ends.
  mkdirSync(root, { recursive: !existsSync(dirname(root)), mode: 0o700 });
  return [];
}

function readManifest(root: string): Manifest {
  try {
    const manifest: Manifest = JSON.parse(readFileSync(join(root, FILE), 'utf8'));
    if (manifest.version === 1) return manifest;
  } catch (cause) {
    throw new DemoError('bad-state', `${join(root, FILE)} is not readable; name another folder.`, { cause });
  }
  throw new DemoError('bad-state', `${root} was made by another version; name another folder.`);
}

/** Removes the folder of a run that is not kept. */
export function closeState({ root, kept }: State): void {
  if (!kept) rmSync(root, { recursive: true, force: true });
}

/** Takes a new run back that could not even start, so that nothing half written is left and the folder can be used again. */
export function undoState({ root, before }: State): void {
  if (before === undefined) return;
  for (const name of readdirSync(root)) {
    if (!before.includes(name)) rmSync(join(root, name), { recursive: true, force: true });
  }
  if (before.length === 0) rmSync(root, { recursive: true, force: true });
}

export const sha256Hex = (text: string): string => createHash('sha256').update(text).digest('hex');
