import { writeSync } from 'node:fs';
import { Command } from 'commander';
import { readPolicy } from '../adapters/policy-file.js';
import { AnchorError } from '../error.js';
import { now, type Say } from '../rotation/command-parts.js';
import { Progress } from '../verify/progress.js';
import { openSource } from '../verify/sources.js';
import { backUp } from './back-up.js';
import type { OnProgress } from './log-files.js';
import { restore } from './restore.js';

const STATE = ['--state <folder>', 'FIT4WORK_ANCHOR_STATE: the folder of the database'] as const;
const LOG_DIR = ['--log-dir <folder>', 'FIT4WORK_ANCHOR_LOG_DIR: the public folder'] as const;
const JSON_LINE = ['--json', 'print one line of JSON'] as const;

/** `backup`: copies a log, running or not. */
export function backupCommand(say: Say): Command {
  return new Command('backup')
    .description(
      'Copies the state and the public folder of a log, also while its anchor runs, and verifies the copy. Keys are not in it.',
    )
    .requiredOption(...STATE)
    .requiredOption(...LOG_DIR)
    .requiredOption('--out <folder>', 'the backup to be made')
    .option(...JSON_LINE)
    .addHelpText(
      'after',
      '\nExample:\n  fit4work-log-admin backup --state state --log-dir log --out /backup/2026-11-26',
    )
    .action(async ({ state, logDir, out }: { state: string; logDir: string; out: string }) => {
      const sizes = await shown((onProgress) => backUp({ state, logDir, out, onProgress }));
      say(`${out} has ${sizes.committed} leaves, ${sizes.published} of them published, and is verified.`, {
        event: 'backed-up',
        ...sizes,
      });
    });
}

interface RestoreFlags {
  readonly from?: string;
  readonly andFrom?: string;
  readonly policy?: string;
  readonly state: string;
  readonly logDir: string;
}

/** `restore`: makes a log of a backup, of what is public, or of both. */
export function restoreCommand(say: Say): Command {
  return new Command('restore')
    .description('Makes the state and the public folder of a log from a backup, from what is published, or from both.')
    .option('--from <folder>', 'a backup')
    .option(
      '--and-from <source>',
      'the public folder, or the address of the log or of a mirror: leaves after the backup',
    )
    .option('--policy <file>', 'with --and-from: a policy of the log that you hold')
    .requiredOption(...STATE)
    .requiredOption(...LOG_DIR)
    .option(...JSON_LINE)
    .addHelpText(
      'after',
      '\nExamples:\n  fit4work-log-admin restore --from /backup/2026-11-26 --state state --log-dir log\n' +
        '  fit4work-log-admin restore --from /backup/2026-11-26 --and-from https://mirror.example --policy policy --state state --log-dir log\n' +
        '  fit4work-log-admin restore --and-from https://mirror.example --policy policy --state state --log-dir log',
    )
    .action(async ({ from, andFrom, policy, state, logDir }: RestoreFlags) => {
      const source = publishedSource(andFrom, policy);
      if (from === undefined && source === undefined) {
        throw new AnchorError('bad-config', 'There is nothing to restore from: give --from, --and-from or both.');
      }
      const sizes = await shown((onProgress) => restore({ from, andFrom: source, state, logDir, onProgress }));
      const next =
        source === undefined
          ? 'If more was published since, its witnesses refuse it: restore with --and-from from the mirror, into new folders, before the anchor starts.'
          : 'Everything published there is in it: start the anchor, which takes leaves once a quorum of its witnesses knows of nothing newer.';
      say(`${sizes.committed} leaves, ${sizes.published} of them published, are restored and verified. ${next}`, {
        event: 'restored',
        ...sizes,
      });
    });
}

function publishedSource(andFrom: string | undefined, policy: string | undefined) {
  if ((andFrom === undefined) !== (policy === undefined)) {
    throw new AnchorError('bad-config', '--and-from and --policy go together: give both or neither.');
  }
  return andFrom === undefined || policy === undefined
    ? undefined
    : { read: openSource(andFrom), policy: readPolicy(policy), now: now() };
}

/** Shows on a terminal how far a long run is. */
async function shown<T>(run: (onProgress: OnProgress) => Promise<T>): Promise<T> {
  const progress = new Progress(process.stderr.isTTY ? (text) => void writeSync(2, text) : undefined, '');
  try {
    return await run(progress.update);
  } finally {
    progress.end();
  }
}
