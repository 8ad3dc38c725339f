import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { TileReader } from '@fit4work/protocol';
import { FileLogFolder } from '../src/adapters/file-log-folder.js';
import { EvidenceFolder } from '../src/evidence/evidence-folder.js';
import { Mirror, type MirrorPorts } from '../src/mirror/mirror.js';
import { Staging } from '../src/mirror/staging.js';
import type { LogFolder } from '../src/ports.js';
import { folderReader } from '../src/verify/sources.js';
import { verifyLog } from '../src/verify/verify-log.js';
import { NOW, quiet } from './kit.js';
import type { Keys } from './memory-log.js';

/** A mirror of a log that a test can change under it. */
export interface MirrorKit {
  readonly mirror: Mirror;
  readonly copy: string;
  readonly evidence: string;
  readonly state: string;
  serve(files: ReadonlyMap<string, Uint8Array>): void;
}

/** Opens a mirror below a folder, as a start of the program does. */
export async function openMirror(
  folder: string,
  keys: Keys,
  more: Partial<MirrorPorts> & { whole?: boolean } = {},
): Promise<MirrorKit> {
  let files: ReadonlyMap<string, Uint8Array> = new Map();
  const source: TileReader = async (path) => files.get(path);
  const [copy, state, evidence] = [join(folder, 'copy'), join(folder, 'mirror.json'), join(folder, 'evidence')];
  mkdirSync(folder, { recursive: true });
  const ports = {
    source,
    folder: new FileLogFolder(copy),
    staging: new Staging(join(folder, 'fetched')),
    evidence: new EvidenceFolder(evidence),
    companions: [],
    journal: quiet,
    clock: () => NOW,
    ...more,
  };
  const policy = { policy: keys.policy, text: keys.policyText };
  const mirror = new Mirror(ports, { policy, stateFile: state, silentSeconds: 60 });
  await mirror.open(more.whole ?? true);
  const serve = (next: ReadonlyMap<string, Uint8Array>): void => {
    files = next;
  };
  return { mirror, copy, evidence, state, serve };
}

/** How a folder removes partial tiles, for one that a test puts in its place. */
export const pruningOf = (real: LogFolder): Pick<LogFolder, 'partials' | 'removePartials'> => ({
  partials: () => real.partials(),
  removePartials: (folders) => real.removePartials(folders),
});

/** Verifies a copy from its first leaf as anybody would. */
export const verifyCopy = (copy: string, keys: Keys) => verifyLog({ read: folderReader(copy), policy: keys.policy });

/** The bundles of a mirror, the oldest first. */
export const bundlesOf = ({ evidence }: MirrorKit): string[] =>
  readdirSync(evidence)
    .sort()
    .map((name) => join(evidence, name));
