import { fromRecoveryWords, ProtocolError, type RecoveryKind, wipe } from '@fit4work/protocol';
import { type Command, InvalidArgumentError } from 'commander';
import { checkCoachUrl, toConfig } from '../config.js';
import { type Context, enrolledIdentity, type WithContext } from '../context.js';
import { enrolWords } from '../core/enrol-words.js';
import { RECOVER_HELP } from '../core/help-words/agent-help.js';
import { VALUE_REFUSALS } from '../core/help-words/program-help.js';
import { inLanguage } from '../core/help-words/words.js';
import type { Language } from '../core/language.js';
import { recoveredLines, recoveryProgress, type ToldOfRecovery } from '../core/recovery/recover-words.js';
import { NAMED_FILES, TERMINAL_WANTED } from '../core/refusal-words/command-refusals.js';
import { ENROL_REFUSALS } from '../core/refusal-words/enrol-refusals.js';
import { askNewPassphrase } from '../enrol-dialogue.js';
import { AgentError } from '../error.js';
import type { Pins, Terminal } from '../ports.js';
import { endsUnderWay } from '../recovery/ends-under-way.js';
import { type Recovered, recover } from '../recovery/recover.js';
import { normal } from '../recovery-words.js';
import { sendAndWait, waitOption } from './deliver.js';
import { firstLine, jsonOption, languageOption, passphraseFile, print, say, withTerminal } from './options.js';
import { progressOn } from './progress.js';
import { examples } from './speaking.js';

interface RecoverOptions {
  readonly coach: string;
  readonly certificate?: readonly string[];
  readonly wordsFile?: string;
  readonly passphraseFile?: string;
  readonly keepAgents?: boolean;
  readonly wait: number;
  readonly language: Language;
  readonly json?: boolean;
}

/** Adds `recover`: everything back on a new machine, from the 24 words. */
export function addRecover(program: Command, language: Language, withContext: WithContext): void {
  const says = inLanguage(RECOVER_HELP, language);
  program
    .command('recover')
    .summary(says.summary)
    .description(says.description)
    .requiredOption('--coach <url>', says.coach)
    .option('--certificate <sha256>', says.certificate, collect(language))
    .option('--words-file <file>', says.wordsFile)
    .addOption(passphraseFile(language))
    .option('--keep-agents', says.keepAgents)
    .addOption(waitOption(60, language))
    .addOption(jsonOption(language))
    .addOption(languageOption(language))
    .addHelpText(
      'after',
      examples(language, [
        'fit4work-agent recover --coach https://coach.example',
        'fit4work-agent recover --coach https://coach.example --words-file words --passphrase-file passphrase --json',
      ]),
    )
    .action((options: RecoverOptions) => withContext((context) => recoverWith(context, options)));
}

const collect =
  (language: Language) =>
  (text: string, before: readonly string[] = []): readonly string[] => {
    const fingerprint = text.replaceAll(':', '').toLowerCase();
    if (/^[0-9a-f]{64}$/.test(fingerprint)) return [...before, fingerprint];
    throw new InvalidArgumentError(VALUE_REFUSALS.notSha256[language]);
  };

async function recoverWith(context: Context, options: RecoverOptions): Promise<void> {
  const { language, keepAgents = false, certificate = [], json } = options;
  const { settings } = context.config;
  const place = { coachUrl: checkCoachUrl(options.coach, '--coach', settings), certificates: certificate };
  const { root, passphrase } = await readSecrets(options);
  const progress = progressOn(process.stderr);
  const ports = {
    ...context,
    zoneUnder: (pins: Pins) => toConfig(settings, pins).zone,
    onStep: (kind: RecoveryKind, done: number) => progress.update(recoveryProgress(kind, done, language)),
  };
  try {
    const recovered = await recover(ports, { root, passphrase, place, keepAgents });
    progress.clear();
    tell(await endOthers(context, recovered, options), { language, json });
  } finally {
    wipe(root);
    progress.clear();
  }
}

/** Sends the ends of the agents before: whoever has the lost machine speaks for the employee until they have arrived. */
async function endOthers(
  context: Context,
  recovered: Recovered,
  { wait, language }: RecoverOptions,
): Promise<ToldOfRecovery> {
  const identity = await enrolledIdentity(context);
  const { settings } = context.config;
  const there = { ...context, config: toConfig(settings, identity.pins) };
  const leaves = (await endsUnderWay(context.outbox, identity)).map(({ leaf }) => leaf);
  if (leaves.length > 0) {
    await sendAndWait(there, identity, { leaves, wait: { for: 'stored', seconds: wait, language } });
  }
  const retiring = (await endsUnderWay(context.outbox, identity)).map(({ agent }) => agent);
  return { ...recovered, retired: recovered.retired.filter((agent) => !retiring.includes(agent)), retiring };
}

function tell(
  told: ToldOfRecovery,
  { language, json }: Pick<RecoverOptions, 'language'> & { json: boolean | undefined },
): void {
  if (json) print(told);
  else say(recoveredLines(told, language));
  if (told.findings.length > 0) process.exitCode = 1;
}

async function readSecrets({
  wordsFile,
  passphraseFile: file,
  language,
}: RecoverOptions): Promise<{ readonly root: Uint8Array; readonly passphrase: string }> {
  if (wordsFile !== undefined && file !== undefined) {
    return {
      root: toRoot(firstLine(wordsFile, NAMED_FILES.words)),
      passphrase: firstLine(file, NAMED_FILES.passphrase),
    };
  }
  return withTerminal(TERMINAL_WANTED.recovery, async (terminal) => {
    const root =
      wordsFile === undefined ? await askWords(terminal, language) : toRoot(firstLine(wordsFile, NAMED_FILES.words));
    const passphrase =
      file === undefined
        ? await askNewPassphrase(terminal, enrolWords(language))
        : firstLine(file, NAMED_FILES.passphrase);
    return { root, passphrase };
  });
}

async function askWords(terminal: Terminal, language: Language): Promise<Uint8Array> {
  for (;;) {
    try {
      return toRoot(await typedWords(terminal, language));
    } catch (error) {
      if (!(error instanceof AgentError && error.code === 'bad-words')) throw error;
      terminal.say(error.said[language]);
    }
  }
}

/** Of what was typed nothing stays on the screen, though it was not ended. */
async function typedWords(terminal: Terminal, language: Language): Promise<string> {
  try {
    return await terminal.ask(enrolWords(language).typeWords);
  } finally {
    terminal.clear();
  }
}

/** Words as somebody types them: with capitals, more than a space between two, or four letters of each. */
function toRoot(typed: string): Uint8Array {
  try {
    return fromRecoveryWords(typed.trim().split(/\s+/).map(normal).join(' '));
  } catch (cause) {
    if (!(cause instanceof ProtocolError)) throw cause;
    throw new AgentError('bad-words', ENROL_REFUSALS.wordsWrong, {
      cause,
    });
  }
}
