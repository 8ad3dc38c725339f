import { type BoxKeyPair, civilDay, vaultKey, wipe } from '@fit4work/protocol';
import type { Command } from 'commander';
import type { Environment } from '../config.js';
import { type Context, enrolledIdentity, type WithContext } from '../context.js';
import { certificateLines, eraseNotice, eraseQuestion, erasureLines, heldLine } from '../core/erase-words.js';
import type { Language } from '../core/language.js';
import { eraseDays, FIRST_DAY, stretchOf } from '../erase-days.js';
import { AgentError } from '../error.js';
import { isSound, type LookedAt, lookAtCertificates, ownErasures } from '../own-erasures.js';
import { acknowledge } from '../write-message.js';
import { confirm } from './confirm.js';
import { sendAndWait, waitOption } from './deliver.js';
import { jsonOption, languageOption, passphraseFile, print, readPassphrase, say } from './options.js';
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
export function addErase(program: Command, env: Environment, withContext: WithContext): void {
  program
    .command('erase')
    .description(
      'has days forgotten, here at once and at the coach API with a certificate; exit 1 if one does not hold',
    )
    .option('--day <date>', 'one day, YYYY-MM-DD')
    .option('--from <date>', 'first day')
    .option('--until <date>', 'last day')
    .option('--all', 'every day up to today; every grant ends')
    .option('--yes', 'without being asked')
    .option('--list', 'what was erased, and how far it has come; with the passphrase its certificates are looked at')
    .addOption(waitOption(5))
    .addOption(jsonOption())
    .addOption(languageOption(env, 'of what is said'))
    .addOption(passphraseFile())
    .addHelpText(
      'after',
      `
Examples:
  fit4work-agent erase --day 2026-11-24
  fit4work-agent erase --all --yes --passphrase-file ~/.fit4work/passphrase
  fit4work-agent erase --list`,
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
  const passphrase = await readPassphrase(options.passphraseFile);
  if (!json) say(eraseNotice({ ...days, today }, language));
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
  if (json) print({ erasure: erasures.find((each) => each.leaf === leaf) ?? null, scrubbed });
  else {
    const made = erasures.filter((each) => each.leaf === leaf);
    say(erasureLines(made, { language, zone, everything: FIRST_DAY }));
    if (!scrubbed) say([heldLine(language)]);
  }
  await acknowledge(context, identity, looked.letters);
}

async function list(context: Context, options: EraseOptions): Promise<void> {
  const { language, json = false, passphraseFile: path } = options;
  const identity = await enrolledIdentity(context);
  const looked = path === undefined ? undefined : await look(context, await keyFrom(context, path, options), language);
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

const keyFrom = async (context: Context, path: string, { json, language }: EraseOptions): Promise<BoxKeyPair> =>
  unlock(context, await enrolledIdentity(context), { passphrase: await readPassphrase(path), json, language });

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
  const message = 'Say what to erase: --day DATE, --from DATE --until DATE, or --all.';
  throw new AgentError('bad-configuration', message);
}
