import { type BoxKeyPair, civilDay, vaultKey, wipe } from '@fit4work/protocol';
import type { Command } from 'commander';
import { type Context, enrolledIdentity, type WithContext } from '../context.js';
import { certificateLines, eraseNotice, eraseQuestion, erasureLines, heldLine } from '../core/erase-words.js';
import { ERASE_HELP } from '../core/help-words/day-help.js';
import { OPTION_HELP } from '../core/help-words/program-help.js';
import { inLanguage } from '../core/help-words/words.js';
import { FIRST_DAY } from '../core/known-days.js';
import type { Language } from '../core/language.js';
import { notLookedUpLines } from '../core/other-machine-words.js';
import { COMMAND_REFUSALS } from '../core/refusal-words/command-refusals.js';
import { eraseDays, stretchOf } from '../erase-days.js';
import { AgentError } from '../error.js';
import { isSound, type LookedAt, lookAtCertificates, ownErasures } from '../own-erasures.js';
import type { CaughtUp } from '../recovery/catch-up-consent.js';
import { acknowledge } from '../write-message.js';
import { catchUp } from './catch-up.js';
import { confirm } from './confirm.js';
import { sendAndWait, waitOption } from './deliver.js';
import {
  calendarDay,
  jsonOption,
  languageOption,
  passphraseFile,
  print,
  readPassphrase,
  say,
  sayBeforeAsking,
} from './options.js';
import { examples } from './speaking.js';
import { unlock } from './unlock.js';
import { verifying } from './verifying.js';

interface EraseOptions {
  readonly day?: string;
  readonly from?: string;
  readonly until?: string;
  readonly all?: boolean;
  readonly list?: boolean;
  readonly yes?: boolean;
  readonly wait: number;
  readonly json?: boolean;
  readonly language: Language;
  readonly passphraseFile?: string;
}

/** Adds `erase`: days are forgotten, here and at the coach API, and what came of it. */
export function addErase(program: Command, language: Language, withContext: WithContext): void {
  const says = inLanguage(ERASE_HELP, language);
  program
    .command('erase')
    .summary(says.summary)
    .description(says.description)
    .option('--day <date>', says.day, calendarDay(language))
    .option('--from <date>', OPTION_HELP.firstDay[language], calendarDay(language))
    .option('--until <date>', OPTION_HELP.lastDay[language], calendarDay(language))
    .option('--all', says.all)
    .option('--yes', says.yes)
    .option('--list', says.list)
    .addOption(waitOption(5, language))
    .addOption(jsonOption(language))
    .addOption(languageOption(language))
    .addOption(passphraseFile(language))
    .addHelpText(
      'after',
      examples(language, [
        'fit4work-agent erase --day 2026-11-24',
        'fit4work-agent erase --all --yes --passphrase-file ~/.fit4work/passphrase',
        'fit4work-agent erase --list',
      ]),
    )
    .action((options: EraseOptions) =>
      withContext((context) => (options.list === true ? list(context, options) : erase(context, options))),
    );
}

async function erase(context: Context, options: EraseOptions): Promise<void> {
  const { language, json = false } = options;
  const identity = await enrolledIdentity(context);
  const { zone } = context.config;
  const today = civilDay(context.clock(), zone);
  const days = daysOf(options, today);
  stretchOf(days, { zone, now: context.clock() });
  const passphrase = await readPassphrase(options);
  // What ends with everything is what is known here.
  const { why }: CaughtUp = days.all ? await catchUp(context, identity, { passphrase, language }) : { restored: 0 };
  const notice = [
    ...eraseNotice({ ...days, today }, language),
    ...notLookedUpLines(why, language).map((line) => `! ${line}`),
  ];
  if (!json || options.yes !== true) sayBeforeAsking(notice, json);
  // A typed word, since what follows cannot be taken back.
  if (options.yes !== true) await confirm(eraseQuestion(language));
  const root = await context.lock.unwrap(identity.wrappedRoot, passphrase);
  const key = vaultKey(root);
  const person = { identity, zone };
  const { leaf, scrubbed } = await eraseDays(context, person, { ...days, root }).finally(() => wipe(root));
  // The certificate comes after the receipt: by the time of the proof it is mostly there.
  const wait = { for: 'proven', seconds: options.wait, language } as const;
  await sendAndWait(context, identity, { leaves: [leaf], wait });
  const looked = await look(context, key, language);
  const erasures = await ownErasures(context);
  if (json)
    print({ erasure: erasures.find((each) => each.leaf === leaf) ?? null, scrubbed, lookedUp: why === undefined });
  else {
    const made = erasures.filter((each) => each.leaf === leaf);
    say(erasureLines(made, { language, zone, everything: FIRST_DAY }));
    if (!scrubbed) say([heldLine(language)]);
  }
  await acknowledge(context, identity, looked.letters);
}

async function list(context: Context, options: EraseOptions): Promise<void> {
  const { language, json = false } = options;
  const identity = await enrolledIdentity(context);
  const looked =
    options.passphraseFile === undefined ? undefined : await look(context, await keyFrom(context, options), language);
  const { unbelieved = [], foreign = 0, letters = [] } = looked ?? {};
  const erasures = await ownErasures(context);
  const sound = isSound(unbelieved, erasures);
  if (json) print({ sound, erasures, foreign, unbelieved });
  else {
    say(erasureLines(erasures, { language, zone: context.config.zone, everything: FIRST_DAY }));
    const more = certificateLines({ foreign, unbelieved }, language);
    if (more.length > 0) say(more);
  }
  if (!sound) process.exitCode = 1;
  await acknowledge(context, identity, letters);
}

const keyFrom = async (context: Context, options: EraseOptions): Promise<BoxKeyPair> =>
  unlock(context, await enrolledIdentity(context), { ...options, passphrase: await readPassphrase(options) });

async function look(context: Context, key: BoxKeyPair, language: Language): Promise<LookedAt> {
  const { vault } = context;
  const identity = await enrolledIdentity(context);
  return verifying(context, language, (ports) => lookAtCertificates({ ...ports, vault }, { identity, vaultKey: key }));
}

function daysOf(options: EraseOptions, today: string): { from: string; until: string; all: boolean } {
  const { day, from, until, all = false } = options;
  const ways = [day !== undefined, from !== undefined || until !== undefined, all].filter(Boolean);
  if (ways.length === 1) {
    if (all) return { from: FIRST_DAY, until: today, all };
    if (day !== undefined) return { from: day, until: day, all };
    if (from !== undefined && until !== undefined) return { from, until, all };
  }
  throw new AgentError('bad-configuration', COMMAND_REFUSALS.eraseWhat);
}
