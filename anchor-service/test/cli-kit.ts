import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { formatProof, LogView, leafOf as leafOfRecord, utf8 } from '@fit4work/protocol';
import sodium from 'libsodium-wrappers';
import type { Check } from '../src/verify/check.js';
import { runCli } from '../src/verify/cli.js';
import { NOW, temporaryFolder } from './kit.js';
import { MemoryLog, makeKeys, writeLog } from './memory-log.js';

/** A record whose leaf stands at index 299 of the logs of a command line's kit. */
export const RECORD = utf8('a record');

interface Ran {
  readonly judgement: string | undefined;
  readonly text: string;
  /** What `--json` printed. */
  readonly json: Record<string, unknown>;
}

/** Folders and files for the commands of the verifier, and how they are run. */
export interface CliKit {
  /** 700 leaves, in the folder `log`; `early` has the first 300 alone, `other` other ones from 600 on. */
  readonly log: MemoryLog;
  at(...parts: string[]): string;
  run(
    args: readonly string[],
    more?: { json?: boolean; checks?: readonly Check[]; now?: number; policy?: string },
  ): Promise<Ran>;
  remove(): void;
}

export async function createCliKit(): Promise<CliKit> {
  await sodium.ready;
  const keys = makeKeys();
  const { path, remove } = temporaryFolder();
  const at = (...parts: string[]): string => join(path, ...parts);
  writeFileSync(at('policy'), keys.policyText);
  const early = await new MemoryLog(keys).grow(0, 100, 198);
  await early.append([leafOfRecord(RECORD)]);
  const other = await early.fork().grow(1000, 300);
  await other.grow(9000, 50, 10);
  const log = await early.fork().grow(1000, 300, 100);
  for (const [name, { files }] of Object.entries({ early, other, log })) writeLog(at(name), files);
  writeFileSync(at('record'), RECORD);
  const view = new LogView({ policy: keys.policy, read: log.read });
  await view.advance(log.file('checkpoint'));
  writeFileSync(at('good.tlog-proof'), formatProof(await view.proveInclusion(leafOfRecord(RECORD), 299)));
  const run: CliKit['run'] = async (args, { json = true, checks = [], now = NOW, policy = at('policy') } = {}) => {
    const keeps = /^(log|compare|\/)/.test(args[0] ?? '') ? ['--evidence', at('evidence')] : [];
    const all = [...args, '--policy', policy, ...keeps, ...(json ? ['--json'] : [])];
    const { verdict, text } = await runCli(all, { clock: () => now, checks });
    return { judgement: verdict?.judgement, text, json: json ? JSON.parse(text) : {} };
  };
  return { log, at, run, remove };
}
