import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { CoachError } from '../error.js';
import type { LockedFile } from './file-lock.js';
import { type LineSource, type OpenLines, openUnlocked, syncFolder } from './line-journal.js';

/** Which epoch of which district writes. */
export interface Epoch {
  readonly district: string;
  readonly epoch: number;
}

/**
 * A journal of a district in a folder that all coach APIs share. Each epoch writes a file of its own, so that one that is paused and
 * wakes writes beside the others and never among them. What the epochs before have is copied to it, and durable there, before
 * their files go: of whatever was confirmed there is one file at any instant that has it.
 */
export const epochLines =
  (epoch: Epoch): LineSource =>
  async (folder) => {
    try {
      await mkdir(folder.path, { recursive: true, mode: 0o700 });
      return await open(folder, epoch);
    } catch (cause) {
      if (cause instanceof CoachError) throw cause;
      throw new CoachError(
        'bad-config',
        `The folder ${folder.path} cannot be used: check ${folder.setting} and its rights.`,
        { cause },
      );
    }
  };

/** The newest epoch that wrote in any of these folders; 0 of none. @throws CoachError `bad-config` */
export async function newestEpoch(folders: readonly string[], district: string): Promise<number> {
  const names = await Promise.all(folders.map((path) => namesIn(path)));
  return Math.max(0, ...names.flatMap((each) => epochsOf(each, district)));
}

async function namesIn(path: string): Promise<readonly string[]> {
  try {
    return await readdir(path);
  } catch (cause) {
    if (isMissing(cause)) return [];
    throw new CoachError('bad-config', `The folder ${path} cannot be read: check its rights.`, { cause });
  }
}

async function open(folder: LockedFile, { district, epoch }: Epoch): Promise<OpenLines> {
  const own = `${district}.${epoch}`;
  const { journal, lines } = await openUnlocked({ ...folder, path: join(folder.path, own) });
  try {
    const before = await readBefore(folder.path, { district, epoch });
    if (before.lines.length > 0) await journal.append(before.lines);
    await syncFolder(folder.path);
    // A crash here means: lines that stand in two files. Each counts once.
    for (const name of before.names) await rm(join(folder.path, name), { force: true });
    return { journal, lines: [...before.lines, ...lines] };
  } catch (cause) {
    await journal.close();
    throw cause;
  }
}

interface Before {
  readonly names: readonly string[];
  readonly lines: readonly string[];
}

/** The oldest first. One that was superseded while it copied may take a file away meanwhile: then they are read anew. */
async function readBefore(folder: string, epoch: Epoch): Promise<Before> {
  for (;;) {
    const names = namesBefore(await readdir(folder), epoch);
    try {
      const lines: string[] = [];
      for (const name of names) lines.push(...linesOf(await readFile(join(folder, name), 'utf8')));
      return { names, lines: lastOfEach(lines) };
    } catch (error) {
      if (!isMissing(error)) throw error;
    }
  }
}

const isMissing = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'ENOENT';

const epochsOf = (names: readonly string[], district: string): readonly number[] =>
  names.flatMap((name) => {
    const [, epoch] = new RegExp(`^${district}\\.([0-9]+)$`).exec(name) ?? [];
    return epoch === undefined ? [] : [Number(epoch)];
  });

const namesBefore = (names: readonly string[], { district, epoch }: Epoch): readonly string[] =>
  epochsOf(names, district)
    .filter((each) => each < epoch)
    .sort((one, other) => one - other)
    .map((each) => `${district}.${each}`);

/** Of lines that stand in two files the later ones: what was said last about something stays the last. */
const lastOfEach = (lines: readonly string[]): readonly string[] => [...new Set(lines.toReversed())].toReversed();

/** A line counts when it ends. */
const linesOf = (text: string): readonly string[] => text.split('\n').slice(0, -1);
