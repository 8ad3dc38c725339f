import { type Command, CommanderError } from 'commander';
import { usageSentence } from '../core/help-words/commander-words.js';
import { jsonAsked } from '../core/json-asked.js';
import type { Language } from '../core/language.js';
import { COMMAND_REFUSALS } from '../core/refusal-words/command-refusals.js';
import { AgentError } from '../error.js';
import { print } from './options.js';

/** How a failure is told. */
interface Telling {
  readonly language: Language;
  /** Whether a document on standard output says it as well. */
  readonly json: boolean;
  /** Whether a bug shows where it happened. */
  readonly debug: boolean;
}

interface Line {
  /** Without the names of Node and the program. */
  readonly argv: readonly string[];
  readonly language: Language;
  readonly debug?: boolean;
}

/**
 * Runs the command that was typed. A failure is one sentence on standard error, in the language that is spoken; where JSON was asked for, a
 * document on standard output says it as well, also of a line that cannot be understood.
 */
export async function runProgram(program: Command, { argv, language, debug = false }: Line): Promise<void> {
  let json = jsonAsked(argv);
  program.hook('preAction', (_, command) => {
    json = command.opts<{ json?: boolean }>().json === true;
  });
  try {
    await program.parseAsync(argv, { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) tellUsage(error, { json, language });
    else tellFailure(error, { json, language, debug });
  }
}

/** Commander has said it to people already. */
function tellUsage({ exitCode, message: said }: CommanderError, { json, language }: Omit<Telling, 'debug'>): void {
  if (exitCode === 0) return;
  process.exitCode = exitCode;
  if (json) print({ error: { code: 'usage', message: usageSentence(said, language), language } });
}

/** Says why a command failed. Of what was not foreseen no more is told than a code: what it says may hold a value. */
export function tellFailure(error: unknown, { json, language, debug }: Telling): void {
  const told =
    error instanceof AgentError ? error : new AgentError('internal', COMMAND_REFUSALS.unforeseen(codeOf(error)));
  const message = told.said[language];
  process.exitCode = 1;
  if (json) print({ error: { code: told.code, message, language }, ...told.done });
  process.stderr.write(`fit4work-agent: ${message}\n`);
  if (debug && told !== error) process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
}

/** The status of a program that SIGPIPE ended: who read its output has had enough. */
const PIPE_CLOSED = 141;

/** Ends the process of which standard output takes no more. */
export function endWithoutOutput(error: unknown, language: Language): never {
  const code = codeOf(error);
  if (code === 'EPIPE') process.exit(PIPE_CLOSED);
  const failure = new AgentError('output-failed', COMMAND_REFUSALS.outputFailed(code), { cause: error });
  tellFailure(failure, { json: false, language, debug: false });
  process.exit(1);
}

function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  const code = 'code' in error ? String(error.code) : error.name;
  return /^[\w-]{1,60}$/.test(code) ? code : error.name;
}
