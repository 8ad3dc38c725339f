import { Command } from 'commander';
import { addCompletion } from './commands/completion-command.js';
import { addDoctor } from './commands/doctor-command.js';
import { addEnrol } from './commands/enrol-command.js';
import { addErase } from './commands/erase-command.js';
import { addExport } from './commands/export-command.js';
import { addGrant } from './commands/grant-command.js';
import { addGrants } from './commands/grants-command.js';
import { addMessages } from './commands/messages-command.js';
import { addPage } from './commands/page-command.js';
import { addPairing } from './commands/pair-command.js';
import { addProgramme } from './commands/programme-command.js';
import { addReads } from './commands/reads-command.js';
import { addRecover } from './commands/recover-command.js';
import { addRotate } from './commands/rotate-command.js';
import { addRun } from './commands/run-command.js';
import { addSamples } from './commands/samples-command.js';
import { addSeal } from './commands/seal-command.js';
import { addStatus } from './commands/status-command.js';
import { addWithdraw } from './commands/withdraw-command.js';
import { type Environment, toSettings } from './config.js';
import { createContext, type WithContext } from './context.js';

/* The commands: each file of commands/ reads arguments, calls one operation and prints its result. */

const HELP = `
Exit codes:
  0  done; for what shows something: all of it is sound
  1  it failed, in one sentence on standard error; or what is shown is not sound, such as a read that is not proven
  2  only of export --verify and of reads: it cannot be told

Results go to standard output: words for people, or one JSON document where --json is given. Events go to standard error,
one JSON object a line; on a terminal those of \`run\` alone. FIT4WORK_AGENT_STATE names the folder of the vault; the package's README lists the other variables.

Examples:
  fit4work-agent status
  fit4work-agent grant --help
  source <(fit4work-agent completion bash)`;

export function buildProgram(env: Environment): Command {
  const program = new Command('fit4work-agent')
    .description('The bridge of one employee: reads wristbands, seals what they measure, publishes it')
    // `messages send --json` is an option of `send`.
    .enablePositionalOptions()
    .showHelpAfterError('(fit4work-agent --help lists the commands)')
    .addHelpText('after', HELP);
  const telling = (line: string): void => void process.stderr.write(line);
  // Who waits for an answer at a terminal reads sentences; of the bridge itself events are all there is to see.
  const withContext = lendContext(env, process.stderr.isTTY ? () => undefined : telling);
  addEnrol(program, env, withContext);
  addPairing(program, env, withContext);
  addRun(program, env, lendContext(env, telling));
  addStatus(program, env, withContext);
  addPage(program, env, withContext);
  addSamples(program, env, withContext);
  addGrant(program, env, withContext);
  addWithdraw(program, env, withContext);
  addGrants(program, env, withContext);
  addReads(program, env, withContext);
  addMessages(program, env, withContext);
  addProgramme(program, env, withContext);
  addErase(program, env, withContext);
  addExport(program, env, withContext);
  addRecover(program, env, withContext);
  addRotate(program, env, withContext);
  addSeal(program, env, withContext);
  addDoctor(program, env);
  addCompletion(program);
  return program;
}

const lendContext =
  (env: Environment, tell: (line: string) => void): WithContext =>
  async (use) => {
    const context = await createContext(toSettings(env), tell);
    try {
      await use(context);
    } finally {
      await context.vault.close();
    }
  };
