import type { Command } from 'commander';
import type { Language } from '../core/language.js';
import { AgentError } from '../error.js';
import { print } from './options.js';

/**
 * Runs the command that was typed. A failure is one sentence on standard error, in the language that is spoken; where JSON was asked for, a
 * document on standard output says it as well.
 *
 * @param argv without the names of Node and the program
 */
export async function runProgram(
  program: Command,
  { argv, language }: { readonly argv: readonly string[]; readonly language: Language },
): Promise<void> {
  let json = false;
  program.hook('preAction', (_, command) => {
    json = command.opts<{ json?: boolean }>().json === true;
  });
  try {
    await program.parseAsync(argv, { from: 'user' });
  } catch (error) {
    if (!(error instanceof AgentError)) throw error;
    const message = error.said[language];
    if (json) print({ error: { code: error.code, message, language } });
    process.stderr.write(`fit4work-agent: ${message}\n`);
    process.exitCode = 1;
  }
}
