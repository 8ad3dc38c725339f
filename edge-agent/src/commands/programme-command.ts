import { civilDay } from '@fit4work/protocol';
import type { Command } from 'commander';
import { type Context, enrolledIdentity, type WithContext } from '../context.js';
import { heardLine } from '../core/heard-words.js';
import { PROGRAMME_HELP } from '../core/help-words/coach-help.js';
import { inLanguage } from '../core/help-words/words.js';
import type { Language } from '../core/language.js';
import { programmeLines } from '../core/programme-lines.js';
import { sentLine } from '../core/sent-words.js';
import { lastHeard } from '../last-heard.js';
import { type OwnProgrammes, ownProgrammes, toShow } from '../own-programmes.js';
import { reportSession } from '../report-session.js';
import { acknowledge } from '../write-message.js';
import { sendAndWait, waitOption } from './deliver.js';
import { jsonOption, languageOption, passphraseFile, print, readPassphrase, say, upTo } from './options.js';
import { examples } from './speaking.js';
import { tellIfEnded } from './told-ended.js';
import { unlock } from './unlock.js';
import { verifying } from './verifying.js';

interface ProgrammeOptions {
  readonly all?: boolean;
  readonly json?: boolean;
  readonly language: Language;
  readonly passphraseFile?: string;
}

interface DoneOptions extends ProgrammeOptions {
  readonly programme?: string;
  readonly effort?: number;
  readonly note?: string;
  readonly undone?: boolean;
  readonly wait: number;
}

/** Adds `programme`: what a coach composed, and `programme done`. What is shown counts as acknowledged. */
export function addProgramme(program: Command, language: Language, withContext: WithContext): void {
  const says = inLanguage(PROGRAMME_HELP, language);
  const programme = program
    .command('programme')
    .enablePositionalOptions()
    .summary(says.summary)
    .description(says.description)
    .option('--all', says.all)
    .addOption(jsonOption(language))
    .addOption(languageOption(language))
    .addOption(passphraseFile(language))
    .addHelpText(
      'after',
      examples(language, ['fit4work-agent programme', 'fit4work-agent programme done 2 --effort 6']),
    )
    .action((options: ProgrammeOptions) => withContext((context) => showProgrammes(context, options)));
  programme
    .command('done')
    .argument('<session>', says.session, upTo(400, language))
    .summary(says.doneSummary)
    .description(says.doneDescription)
    .option('--effort <n>', says.effort, upTo(10, language))
    .option('--note <text>', says.note)
    .option('--undone', says.undone)
    .option('--programme <id>', says.programme)
    .addOption(waitOption(5, language))
    .addOption(jsonOption(language))
    .addOption(languageOption(language))
    .addOption(passphraseFile(language))
    .addHelpText(
      'after',
      examples(language, [
        `fit4work-agent programme done 2 --effort 6 --note '${says.noteExample}'`,
        'fit4work-agent programme done 2 --undone',
      ]),
    )
    .action((session: number, options: DoneOptions) => withContext((context) => reportDone(context, session, options)));
}

async function openProgrammes(context: Context, options: ProgrammeOptions): Promise<OwnProgrammes> {
  const identity = await enrolledIdentity(context);
  const vaultKey = await unlock(context, identity, { ...options, passphrase: await readPassphrase(options) });
  return verifying(context, options.language, (ports) => ownProgrammes(ports, { identity, vaultKey }));
}

const todayOf = ({ clock, config }: Context): string => civilDay(clock(), config.zone);

async function showProgrammes(context: Context, options: ProgrammeOptions): Promise<void> {
  const { all = false, json = false, language } = options;
  const today = todayOf(context);
  const { sound, programmes, unbelieved, letters } = toShow(await openProgrammes(context, options), { all, today });
  const heard = await lastHeard(context, 'programme');
  if (json) print({ sound, heard: heard ?? null, today, programmes, unbelieved });
  else {
    const age = heardLine(heard, { language, zone: context.config.zone });
    say([...programmeLines({ programmes, unbelieved }, { language, today, all }), age]);
  }
  if (!sound) process.exitCode = 1;
  await tellIfEnded(context, language);
  // Only what was printed was seen.
  await acknowledge(context, await enrolledIdentity(context), letters);
}

async function reportDone(context: Context, session: number, options: DoneOptions): Promise<void> {
  const { undone = false, effort = null, note = '', programme, json = false, language } = options;
  const { programmes } = await openProgrammes(context, options);
  const said = { session, programme, done: !undone, effort, note };
  const identity = await enrolledIdentity(context);
  const leaf = await reportSession(context, identity, { ...said, programmes, today: todayOf(context) });
  const wait = { for: 'stored', seconds: options.wait, language } as const;
  const { stored: received } = await sendAndWait(context, identity, { leaves: [leaf], wait });
  if (json) print({ leaf, received });
  else say([sentLine(received, language)]);
}
