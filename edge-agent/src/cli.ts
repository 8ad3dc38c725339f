import { Command } from 'commander';
import { packageVersion } from './adapters/package-version.js';
import { addCompletion } from './commands/completion-command.js';
import { addDoctor } from './commands/doctor-command.js';
import { addEnrol } from './commands/enrol-command.js';
import { addErase } from './commands/erase-command.js';
import { addExport } from './commands/export-command.js';
import { addGrant } from './commands/grant-command.js';
import { addGrants } from './commands/grants-command.js';
import { addMessages } from './commands/messages-command.js';
import { languageOption } from './commands/options.js';
import { addPage } from './commands/page-command.js';
import { addPairing } from './commands/pair-command.js';
import { addProgramme } from './commands/programme-command.js';
import { addReads } from './commands/reads-command.js';
import { addRecover } from './commands/recover-command.js';
import { addRotate } from './commands/rotate-command.js';
import { addRun } from './commands/run-command.js';
import { addSamples } from './commands/samples-command.js';
import { addSeal } from './commands/seal-command.js';
import { addSetup } from './commands/setup-command.js';
import { addHelp, pointToHelp, speak } from './commands/speaking.js';
import { addStatus } from './commands/status-command.js';
import { addWithdraw } from './commands/withdraw-command.js';
import { type Environment, toSettings } from './config.js';
import { createContext, type WithContext } from './context.js';
import { PROGRAM_HELP } from './core/help-words/program-help.js';
import { inLanguage } from './core/help-words/words.js';
import { type Language, languageOf } from './core/language.js';

/* The commands: each file of commands/ reads arguments, calls one operation and prints its result. */

/** @param language of all that is said, help and errors too: it is to be known before the line is understood */
export function buildProgram(env: Environment, language: Language = languageOf(env)): Command {
  const says = inLanguage(PROGRAM_HELP, language);
  const program = speak(new Command('fit4work-agent'), language)
    .description(says.description)
    .version(packageVersion(), '-V, --version', says.version)
    .addOption(languageOption(language))
    // `messages send --json` is an option of `send`.
    .enablePositionalOptions()
    .addHelpText('after', says.after);
  const telling = (line: string): void => void process.stderr.write(line);
  // Who waits for an answer at a terminal reads sentences; of the bridge itself events are all there is to see.
  const quiet = process.stderr.isTTY ? (): void => undefined : telling;
  const withContext = lendContext(env, quiet);
  const making = lendContext(env, quiet, { make: true });
  addSetup(program, { env, language }, lendContext(env, telling, { make: true }));
  addEnrol(program, language, making);
  addPairing(program, language, { withContext, making });
  addRun(program, language, (waiting) => lendContext(env, telling, { waiting }));
  addStatus(program, language, withContext);
  addPage(program, { env, language }, withContext);
  addSamples(program, language, withContext);
  addGrant(program, language, withContext);
  addWithdraw(program, language, withContext);
  addGrants(program, language, withContext);
  addReads(program, language, withContext);
  addMessages(program, language, withContext);
  addProgramme(program, language, withContext);
  addErase(program, language, withContext);
  addExport(program, language, withContext);
  addRecover(program, language, making);
  addRotate(program, language, withContext);
  addSeal(program, language, withContext);
  addDoctor(program, { env, language });
  addCompletion(program, language);
  addHelp(program, language);
  pointToHelp(program, language);
  return program;
}

/** Who asks of nobody's vault leaves nothing behind: `make` is for those who begin one. */
const lendContext =
  (env: Environment, tell: (line: string) => void, how: Parameters<typeof createContext>[2] = {}): WithContext =>
  async (use) => {
    const context = await createContext(toSettings(env), tell, { make: false, ...how });
    try {
      await use(context);
    } catch (error) {
      await context.vault.close();
      context.takeBack(error);
      throw error;
    }
    await context.vault.close();
  };
