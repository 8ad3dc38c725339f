import { writeSync } from 'node:fs';
import { Command, InvalidArgumentError, Option } from 'commander';
import { runProcess } from '../adapters/process.js';
import type { Environment } from '../config.js';
import { COMMAND_WORDS, type CommandWords } from './command-words.js';
import { readWitnessConfig } from './config.js';
import { initWitness } from './init.js';
import type { Language } from './page-words.js';
import { startWitness } from './run.js';
import { readStatus } from './status.js';

const ALARM_EXIT = 2;
/** No alarm, and nobody who would raise one. */
const SILENT_EXIT = 3;

/** The commands of `fit4work-witness`; without one it runs, by its environment. libsodium must be ready. */
export function buildProgram(env: Environment, args: readonly string[]): Command {
  const language = languageIn(args);
  const words = COMMAND_WORDS[language];
  const program = new Command('fit4work-witness')
    .description(words.program)
    .usage(words.usage)
    .helpOption('-h, --help', words.help)
    .helpCommand(false)
    .configureHelp({ styleTitle: (title) => words.titles[title] ?? title, showGlobalOptions: true })
    .addOption(new Option('--language <code>', words.language).choices(['nl', 'en']).default('nl'))
    .addHelpText('after', words.examples);
  addInit(program, words);
  addRun(program, words, env);
  addStatus(program, words, env);
  // What a command inherits of the program is taken over when it is made; these are not.
  for (const command of program.commands)
    command.helpOption('-h, --help', words.help).addHelpText('after', words.examples);
  return program;
}

/** Looked for before the commands are made, since their help is in it too. */
function languageIn(args: readonly string[]): Language {
  const at = args.findIndex((arg) => arg === '--language' || arg.startsWith('--language='));
  const value = args[at]?.includes('=') ? args[at].split('=')[1] : args[at + 1];
  return at >= 0 && value === 'en' ? 'en' : 'nl';
}

function addInit(program: Command, words: CommandWords): void {
  program
    .command('init')
    .description(words.init)
    .requiredOption('--name <name>', words.name)
    .requiredOption('--log <vkey|file>', words.log)
    .option('--folder <folder>', words.folder, 'witness')
    .addOption(new Option('--port <port>', words.port).default(7380).argParser(readPort))
    .option('--json', words.json)
    .action(({ json, ...options }: { name: string; log: string; folder: string; port: number; json?: true }) => {
      const made = initWitness(options);
      writeSync(1, json === true ? `${JSON.stringify(made)}\n` : words.made(made));
    });
}

function addRun(program: Command, words: CommandWords, env: Environment): void {
  program
    .command('run', { isDefault: true })
    .description(words.run)
    .option('--config <file>', words.config)
    .action(({ config }: { config?: string }) => {
      runProcess(() => startWitness(readWitnessConfig(env, config)));
    });
}

function addStatus(program: Command, words: CommandWords, env: Environment): void {
  program
    .command('status')
    .description(words.status)
    .option('--config <file>', words.config)
    .option('--json', words.json)
    .action(async ({ config, json }: { config?: string; json?: true }) => {
      const status = await readStatus(readWitnessConfig(env, config));
      writeSync(1, json === true ? `${JSON.stringify(status)}\n` : words.state(status));
      if (status.alarms.length > 0) process.exitCode = ALARM_EXIT;
      else if (status.answers === false) process.exitCode = SILENT_EXIT;
    });
}

function readPort(text: string): number {
  const port = Number(/^[0-9]{1,5}$/.test(text) ? text : Number.NaN);
  if (port >= 1 && port <= 65_535) return port;
  throw new InvalidArgumentError('1 - 65535');
}
