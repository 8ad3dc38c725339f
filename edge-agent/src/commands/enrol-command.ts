import { buffer as bytesOf } from 'node:stream/consumers';
import { toHex } from '@fit4work/protocol';
import type { Command } from 'commander';
import { checkZone, readNamedFile, toConfig, utf8Text } from '../config.js';
import type { Context, WithContext } from '../context.js';
import { enrolWords, wordTable } from '../core/enrol-words.js';
import { ENROL_HELP } from '../core/help-words/agent-help.js';
import { inLanguage } from '../core/help-words/words.js';
import { type Invitation, isLink, parseInvitation, pinsOf } from '../core/invitation.js';
import type { Language } from '../core/language.js';
import { COMMAND_REFUSALS, NAMED_FILES, TERMINAL_WANTED } from '../core/refusal-words/command-refusals.js';
import { type EnrolRequest, enrolUnattended } from '../enrol.js';
import { enrolInDialogue } from '../enrol-dialogue.js';
import { AgentError } from '../error.js';
import type { Terminal } from '../ports.js';
import { jsonOption, languageOption, passphraseFile, print, readPassphrase, say, withTerminal } from './options.js';
import { addPairOptions, type PairOptions, pairWith } from './pair-command.js';
import { examples } from './speaking.js';

interface EnrolOptions extends PairOptions {
  readonly unattended?: boolean;
  readonly passphraseFile?: string;
  readonly zone?: string;
  readonly language: Language;
  readonly json?: boolean;
}

/** Adds `enrol`: makes the keys of an employee and registers their public halves. */
export function addEnrol(program: Command, language: Language, withContext: WithContext): void {
  const says = inLanguage(ENROL_HELP, language);
  const command = program
    .command('enrol [invitation]')
    .summary(says.summary)
    .description(says.description)
    .option('--unattended', says.unattended)
    .addOption(passphraseFile(language))
    .option('--zone <name>', says.zone)
    .option('--address <address>', says.address)
    .addOption(jsonOption(language))
    .addOption(languageOption(language))
    .addHelpText(
      'after',
      examples(
        language,
        [
          "fit4work-agent enrol 'https://coach.example/enrol#…'",
          'fit4work-agent enrol invitation.json --unattended --passphrase-file ~/.fit4work/passphrase',
        ],
        says.note,
      ),
    );
  addPairOptions(command, language).action((invitation: string | undefined, options: EnrolOptions) =>
    withContext(async (context) => {
      if (options.address !== undefined) await pairWith(context, options);
      await (options.unattended ? unattended(context, invitation, options) : attended(context, invitation, options));
    }),
  );
}

async function unattended(context: Context, invitation: string | undefined, options: EnrolOptions): Promise<void> {
  if (options.passphraseFile === undefined) {
    throw new AgentError('bad-configuration', COMMAND_REFUSALS.unattendedAsksNobody);
  }
  const request = toRequest(context, parseInvitation(await readInvitation(invitation ?? '-')), options);
  const recoveryWords = await enrolUnattended(context, request, await readPassphrase(options));
  if (options.json) return print({ pseudonym: await pseudonymOf(context), recoveryWords });
  const { wordsAre, enrolled } = enrolWords(options.language);
  say([wordsAre, '', wordTable(recoveryWords.split(' ')), '', enrolled]);
}

async function attended(context: Context, invitation: string | undefined, options: EnrolOptions): Promise<void> {
  const { language } = options;
  if (options.passphraseFile !== undefined) {
    throw new AgentError('bad-configuration', COMMAND_REFUSALS.passphraseIsAsked);
  }
  await withTerminal(TERMINAL_WANTED.enrolment, async (terminal) => {
    const text = invitation === undefined ? await pasted(terminal, language) : await readInvitation(invitation);
    await enrolInDialogue({ ...context, terminal }, toRequest(context, parseInvitation(text), options), language);
  });
  if (options.json) print({ pseudonym: await pseudonymOf(context), wordsConfirmed: true });
  else process.stdout.write(`${enrolWords(language).enrolled}\n`);
}

const pasted = (terminal: Terminal, language: Language): Promise<string> =>
  terminal.ask(enrolWords(language).pasteInvitation);

/** @param from its link, a file that holds it, or - for standard input @throws AgentError `bad-file` */
export async function readInvitation(from: string): Promise<string> {
  if (isLink(from)) return from;
  return from === '-'
    ? utf8Text(await bytesOf(process.stdin), NAMED_FILES.invitation)
    : readNamedFile(from, NAMED_FILES.invitation);
}

/**
 * Refused before a key is made: an address beyond this machine that is not encrypted, a zone that is none, and a zone that
 * the environment contradicts, as every command after this one would be.
 */
export function toRequest(
  { config }: Pick<Context, 'config'>,
  invitation: Invitation,
  options: Pick<EnrolOptions, 'zone'>,
): EnrolRequest {
  const zone = options.zone === undefined ? config.zone : checkZone(options.zone, '--zone');
  const told = config.settings.zone;
  if (told !== undefined && told !== zone) {
    throw new AgentError('bad-configuration', COMMAND_REFUSALS.twoZones(zone, told));
  }
  const { coachUrl } = toConfig(config.settings, pinsOf(invitation, zone));
  return { invitation, zone, coachUrl };
}

async function pseudonymOf({ vault }: Context): Promise<string | undefined> {
  const identity = await vault.identity();
  return identity && toHex(identity.pseudonym);
}
