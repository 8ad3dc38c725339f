import { readFileSync } from 'node:fs';
import { fromHex } from '@fit4work/protocol';
import type { Command } from 'commander';
import { type Environment, readNamedFile } from '../config.js';
import { type Context, enrolledIdentity, type WithContext } from '../context.js';
import type { Language } from '../core/language.js';
import { sentLine } from '../core/sent-words.js';
import { threadLines } from '../core/thread-lines.js';
import { AgentError } from '../error.js';
import { type OwnMessages, ownMessages } from '../own-messages.js';
import { acknowledge, writeMessage } from '../write-message.js';
import { sendAndWait, waitOption } from './deliver.js';
import { jsonOption, languageOption, passphraseFile, print, readPassphrase, say } from './options.js';
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
export function addMessages(program: Command, env: Environment, withContext: WithContext): void {
  const messages = program
    .command('messages')
    .enablePositionalOptions()
    .description('shows what coaches wrote and what you wrote, verified here; exit 1 if something does not verify')
    .addOption(jsonOption())
    .addOption(languageOption(env, 'of what is shown'))
    .addOption(passphraseFile())
    .addHelpText('after', '\nExamples:\n  fit4work-agent messages\n  fit4work-agent messages send --help')
    .action((options: MessagesOptions) => withContext((context) => showMessages(context, options)));
  messages
    .command('send')
    .description('writes to a coach to whom you granted something, sealed; the text may come from standard input')
    .requiredOption('--coach <id>', 'to whom')
    .option('--answers <n>', 'the message that it answers: its number in the thread, or its leaf')
    .option('--text <text>', 'what you say')
    .option('--text-file <file>', 'file that holds it')
    .addOption(waitOption(5))
    .addOption(jsonOption())
    .addOption(languageOption(env, 'of the answer'))
    .addOption(passphraseFile())
    .addHelpText(
      'after',
      `
Examples:
  fit4work-agent messages send --coach coach-1 --text 'See you on Monday'
  fit4work-agent messages send --coach coach-1 --answers 3 < answer.txt`,
    )
    .action((options: SendOptions) => withContext((context) => sendMessage(context, options)));
}

async function showMessages(context: Context, options: MessagesOptions): Promise<void> {
  const { json = false, language } = options;
  const identity = await enrolledIdentity(context);
  const { sound, threads, unbelieved, letters } = await openMessages(context, options);
  if (json) print({ sound, threads, unbelieved });
  else say(threadLines({ threads, unbelieved }, { language, zone: context.config.zone }));
  if (!sound) process.exitCode = 1;
  // Only what was printed was seen.
  await acknowledge(context, identity, letters);
}

async function openMessages(
  context: Context,
  { passphraseFile: path, json, language }: MessagesOptions,
): Promise<OwnMessages> {
  const identity = await enrolledIdentity(context);
  const vaultKey = await unlock(context, identity, { passphrase: await readPassphrase(path), json, language });
  return verifying(context, language, (ports) => ownMessages(ports, { identity, vaultKey }));
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
  throw new AgentError('bad-configuration', 'No message of this thread has that number; list them with `messages`.');
}

/** Out of the options, or else of standard input; the end of the last line is not part of it. */
function textOf({ text, textFile }: SendOptions): string {
  if (text !== undefined && textFile !== undefined) {
    throw new AgentError('bad-configuration', 'Give --text or --text-file, not both.');
  }
  const read = text ?? (textFile === undefined ? readFileSync(0, 'utf8') : readNamedFile(textFile, 'The text'));
  return read.replace(/\r?\n$/, '');
}
