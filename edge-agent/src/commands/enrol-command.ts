import { text as textOf } from 'node:stream/consumers';
import { toHex } from '@fit4work/protocol';
import type { Command } from 'commander';
import { checkZone, type Environment, readNamedFile, toConfig } from '../config.js';
import type { Context, WithContext } from '../context.js';
import { enrolWords } from '../core/enrol-words.js';
import { isLink, parseInvitation, pinsOf } from '../core/invitation.js';
import type { Language } from '../core/language.js';
import { type EnrolRequest, enrolUnattended } from '../enrol.js';
import { enrolInDialogue } from '../enrol-dialogue.js';
import { AgentError } from '../error.js';
import type { Terminal } from '../ports.js';
import { jsonOption, languageOption, passphraseFile, print, readPassphrase, withTerminal } from './options.js';
import { addPairOptions, type PairOptions, pairWith } from './pair-command.js';

interface EnrolOptions extends PairOptions {
  readonly unattended?: boolean;
  readonly passphraseFile?: string;
  readonly zone?: string;
  readonly language: Language;
  readonly json?: boolean;
}

/** Adds `enrol`: makes the keys of an employee and registers their public halves. */
export function addEnrol(program: Command, env: Environment, withContext: WithContext): void {
  const command = program
    .command('enrol [invitation]')
    .description('make the keys of an employee and register them; shows the 24 recovery words once and asks two back')
    .option('--unattended', 'ask nobody, and print the words; needs --passphrase-file')
    .addOption(passphraseFile())
    .option('--zone <name>', 'IANA time zone of your civil days; Europe/Brussels if it is left out')
    .option('--address <address>', 'pair this wearable as well')
    .addOption(jsonOption())
    .addOption(languageOption(env, 'of the questions'))
    .addHelpText(
      'after',
      `
The invitation is its link, a file that holds it, or - for standard input.

Examples:
  fit4work-agent enrol 'https://coach.example/enrol#…'
  fit4work-agent enrol invitation.json --unattended --passphrase-file ~/.fit4work/passphrase`,
    );
  addPairOptions(command).action((invitation: string | undefined, options: EnrolOptions) =>
    withContext(async (context) => {
      if (options.address !== undefined) await pairWith(context, options);
      await (options.unattended ? unattended(context, invitation, options) : attended(context, invitation, options));
    }),
  );
}

async function unattended(context: Context, invitation: string | undefined, options: EnrolOptions): Promise<void> {
  if (options.passphraseFile === undefined) {
    throw new AgentError('bad-configuration', '--unattended asks nobody; give --passphrase-file as well.');
  }
  const request = toRequest(context, await readInvitation(invitation ?? '-'), options);
  const recoveryWords = await enrolUnattended(context, request, await readPassphrase(options.passphraseFile));
  print({ pseudonym: await pseudonymOf(context), recoveryWords });
}

async function attended(context: Context, invitation: string | undefined, options: EnrolOptions): Promise<void> {
  const { language } = options;
  if (options.passphraseFile !== undefined) {
    throw new AgentError('bad-configuration', 'The passphrase is asked for; --passphrase-file goes with --unattended.');
  }
  await withTerminal('the passphrase and to show the words; use one, or --unattended', async (terminal) => {
    const text = invitation === undefined ? await pasted(terminal, language) : await readInvitation(invitation);
    await enrolInDialogue({ ...context, terminal }, toRequest(context, text, options), language);
  });
  if (options.json) print({ pseudonym: await pseudonymOf(context), wordsConfirmed: true });
  else process.stdout.write(`${enrolWords(language).enrolled}\n`);
}

const pasted = (terminal: Terminal, language: Language): Promise<string> =>
  terminal.ask(enrolWords(language).pasteInvitation);

async function readInvitation(from: string): Promise<string> {
  if (isLink(from)) return from;
  return from === '-' ? textOf(process.stdin) : readNamedFile(from, 'The invitation');
}

/** Refused before a key is made: an address beyond this machine that is not encrypted, and a zone that is none. */
function toRequest({ config }: Context, text: string, options: EnrolOptions): EnrolRequest {
  const invitation = parseInvitation(text);
  const zone = options.zone === undefined ? config.zone : checkZone(options.zone, '--zone');
  const { coachUrl } = toConfig(config.settings, pinsOf(invitation, zone));
  return { invitation, zone, coachUrl };
}

async function pseudonymOf({ vault }: Context): Promise<string | undefined> {
  const identity = await vault.identity();
  return identity && toHex(identity.pseudonym);
}
