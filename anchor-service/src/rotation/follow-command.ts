import { resolve } from 'node:path';
import { Command, Option } from 'commander';
import { writeDurably } from '../adapters/durable-file.js';
import { type PolicyFile, readPolicy } from '../adapters/policy-file.js';
import { readEnv } from '../config.js';
import { AnchorError } from '../error.js';
import { type FollowedLog, followLog } from '../verify/followed-log.js';
import { openSource } from '../verify/sources.js';
import { readWitnessConfig } from '../witness/config.js';
import { JSON_LINE, LOG, now, type Say } from './command-parts.js';
import { policiesOf } from './history.js';
import { keepHistory } from './kept-history.js';
import { readPublicHistory } from './public-history.js';
import { changesOf } from './statement.js';
import { witnessLogs } from './witness-logs.js';

interface FollowFlags {
  readonly log: string;
  readonly policy: string;
  readonly config?: string;
}

/** `policy follow`: whoever holds a policy, a witness above all, takes the one that it gave way to. */
export function followCommand(say: Say): Command {
  return new Command('follow')
    .description(
      'Brings your policy file up to the newest policy of the log, when every statement on the way verifies, and the logs of your witness with it.',
    )
    .requiredOption(...LOG)
    .addOption(new Option('--policy <file>', 'the policy file that you hold').makeOptionMandatory())
    .option('--config <file>', 'the witness.json of your witness, whose "logs" take up the key of the log')
    .option(...JSON_LINE)
    .addHelpText(
      'after',
      '\nExample:\n  fit4work-log-admin policy follow --log https://log.example --policy policy --config witness/witness.json',
    )
    .action(async (flags: FollowFlags) => {
      const given = readPolicy(flags.policy);
      const logsFile = flags.config === undefined ? flags.policy : readWitnessConfig(readEnv(), flags.config).logsFile;
      const followed = await follow(flags, given);
      // Before any file: where the logs of the witness cannot be brought up to date, nothing is.
      const logs = readPolicy(logsFile).text;
      const after =
        resolve(logsFile) === resolve(flags.policy)
          ? followed.standing.text
          : witnessLogs(logs, { given, followed, file: logsFile });
      keep(flags.policy, { followed, before: given.text, after: followed.standing.text });
      keep(logsFile, { followed, before: logs, after });
      tell(say, { flags, given, followed, isWitnessNew: logs !== after });
    });
}

/** @throws AnchorError `bad-policy` when the log does not have the given policy in its history, so that nothing can be said about newer ones */
async function follow({ log, policy }: FollowFlags, given: PolicyFile): Promise<FollowedLog> {
  const source = openSource(log);
  const served = policiesOf(await readPublicHistory(source));
  if (!served.some(({ text }) => text === given.text)) throw standsNowhere(policy);
  const followed = await followLog(source, given, { now: now() });
  // The log showed it a moment ago.
  if (followed.history.first === undefined) throw standsNowhere(policy);
  return followed;
}

function standsNowhere(file: string): AnchorError {
  return new AnchorError(
    'bad-policy',
    `${file} stands nowhere among the policies of this log, so that none can be followed from it: give the whole policy file by --policy, as the operator handed it out, and the witness.json of a witness by --config.`,
  );
}

/**
 * The history goes before the file: a crash in between leaves one that leads further than the file, and the next time goes on.
 * A file that stands as it should is left alone.
 */
function keep(
  file: string,
  { followed, before, after }: { readonly followed: FollowedLog; readonly before: string; readonly after: string },
): void {
  keepHistory(file, followed.history);
  if (after !== before) writeDurably(file, new TextEncoder().encode(after));
}

interface Told {
  readonly flags: FollowFlags;
  readonly given: PolicyFile;
  readonly followed: FollowedLog;
  readonly isWitnessNew: boolean;
}

function tell(say: Say, { flags, given, followed, isWitnessNew }: Told): void {
  const { standing, policies } = followed;
  // The first has number 0.
  const number = policies.length - 1;
  const isNew = standing.text !== given.text;
  const changes = isNew ? changesOf(given, standing.policy) : [];
  const held = isNew ? `${flags.policy} is now policy ${number}.` : 'Your policy is the newest one of the log.';
  const json = { event: isNew || isWitnessNew ? 'followed' : 'unchanged', number, changes };
  say([...changes, `${held} ${nextOf(flags, isNew, isWitnessNew)}`.trim()].join('\n'), json);
}

function nextOf({ config }: FollowFlags, isNew: boolean, isWitnessNew: boolean): string {
  if (config !== undefined && isWitnessNew) return 'Start your witness anew: it has to take up the key of the log.';
  if (config !== undefined) return 'Your witness has the key of the log by it.';
  return isNew ? 'A witness takes it up by --config witness.json, and when it is started anew.' : '';
}
