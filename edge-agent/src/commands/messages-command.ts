import { readFileSync } from 'node:fs';
import { fromHex } from '@fit4work/protocol';
import type { Command } from 'commander';
import { readNamedFile, utf8Text } from '../config.js';
import { type Context, enrolledIdentity, type WithContext } from '../context.js';
import { heardLine } from '../core/heard-words.js';
import { MESSAGES_HELP } from '../core/help-words/coach-help.js';
import { inLanguage } from '../core/help-words/words.js';
import type { Language } from '../core/language.js';
import { COACH_REFUSALS } from '../core/refusal-words/coach-refusals.js';
import { COMMAND_REFUSALS, NAMED_FILES } from '../core/refusal-words/command-refusals.js';
import { sentLine } from '../core/sent-words.js';
import { threadLines } from '../core/thread-lines.js';
import { AgentError } from '../error.js';
import { lastHeard } from '../last-heard.js';
import { type OwnMessages, ownMessages } from '../own-messages.js';
import { acknowledge, writeMessage } from '../write-message.js';
import { sendAndWait, waitOption } from './deliver.js';
import { jsonOption, languageOption, passphraseFile, print, readPassphrase, say } from './options.js';
import { examples } from './speaking.js';
import { tellIfEnded } from './told-ended.js';
import { unlock } from './unlock.js';
import { verifying } from './verifying.js';

interface MessagesOptions {
  readonly json?: boolean;
  readonly language: Language;
  readonly passphraseFile?: string;
}

interface SendOptions extends MessagesOptions {
  readonly coach: string;
  readonly answers?: string;
  readonly text?: string;
  readonly textFile?: string;
  readonly wait: number;
}

/** Adds `messages`: both sides of what was said, and `messages send`. What is shown counts as acknowledged. */
export function addMessages(program: Command, language: Language, withContext: WithContext): void {
  const says = inLanguage(MESSAGES_HELP, language);
  const messages = program
    .command('messages')
    .enablePositionalOptions()
    .summary(says.summary)
    .description(says.description)
    .addOption(jsonOption(language))
    .addOption(languageOption(language))
    .addOption(passphraseFile(language))
    .addHelpText('after', examples(language, ['fit4work-agent messages', 'fit4work-agent messages send --help']))
    .action((options: MessagesOptions) => withContext((context) => showMessages(context, options)));
  messages
    .command('send')
    .summary(says.sendSummary)
    .description(says.sendDescription)
    .requiredOption('--coach <id>', says.coach)
    .option('--answers <n>', says.answers)
    .option('--text <text>', says.text)
    .option('--text-file <file>', says.textFile)
    .addOption(waitOption(5, language))
    .addOption(jsonOption(language))
    .addOption(languageOption(language))
    .addOption(passphraseFile(language))
    .addHelpText(
      'after',
      examples(language, [
        `fit4work-agent messages send --coach coach-1 --text '${says.textExample}'`,
        'fit4work-agent messages send --coach coach-1 --answers 3 < answer.txt',
      ]),
    )
    .action((options: SendOptions) => withContext((context) => sendMessage(context, options)));
}

async function showMessages(context: Context, options: MessagesOptions): Promise<void> {
  const { json = false, language } = options;
  const identity = await enrolledIdentity(context);
  const { sound, threads, unbelieved, letters } = await openMessages(context, options);
  const heard = await lastHeard(context, 'message');
  const at = { language, zone: context.config.zone };
  if (json) print({ sound, heard: heard ?? null, threads, unbelieved });
  else say([...threadLines({ threads, unbelieved }, at), heardLine(heard, at)]);
  if (!sound) process.exitCode = 1;
  await tellIfEnded(context, language);
  // Only what was printed was seen.
  await acknowledge(context, identity, letters);
}

async function openMessages(context: Context, options: MessagesOptions): Promise<OwnMessages> {
  const identity = await enrolledIdentity(context);
  const vaultKey = await unlock(context, identity, { ...options, passphrase: await readPassphrase(options) });
  return verifying(context, options.language, (ports) => ownMessages(ports, { identity, vaultKey }));
}

async function sendMessage(context: Context, options: SendOptions): Promise<void> {
  const { coach, json = false, language } = options;
  const identity = await enrolledIdentity(context);
  const answers = options.answers === undefined ? null : fromHex(await answeredLeaf(context, options, options.answers));
  const leaf = await writeMessage(context, identity, { coach, answers, text: textOf(options), report: null });
  const wait = { for: 'stored', seconds: options.wait, language } as const;
  const { stored: received } = await sendAndWait(context, identity, { leaves: [leaf], wait });
  if (json) print({ leaf, received });
  else say([sentLine(received, language)]);
}

/** @param named a leaf, or a number in the thread with the coach */
async function answeredLeaf(context: Context, options: SendOptions, named: string): Promise<string> {
  if (/^[0-9a-f]{64}$/.test(named)) return named;
  const { threads } = await openMessages(context, options);
  const thread = threads.find((each) => each.coach === options.coach);
  const answered = thread?.messages.find(({ number }) => String(number) === named);
  if (answered !== undefined) return answered.leaf;
  throw new AgentError('bad-configuration', COACH_REFUSALS.messageUnknown);
}

/** Out of the options, or else of standard input; the end of the last line is not part of it. */
function textOf({ text, textFile }: SendOptions): string {
  if (text !== undefined && textFile !== undefined) {
    throw new AgentError('bad-configuration', COMMAND_REFUSALS.textTwice);
  }
  const read =
    text ??
    (textFile === undefined ? utf8Text(readFileSync(0), NAMED_FILES.text) : readNamedFile(textFile, NAMED_FILES.text));
  return read.replace(/\r?\n$/, '');
}
