import { cryptoReady, vaultKey } from '@fit4work/protocol';
import type { Command } from 'commander';
import { nodeArchive, readExportFile, writeExportFile } from '../adapters/export-file.js';
import { httpTiles } from '../adapters/http.js';
import { type Context, enrolledIdentity, type WithContext } from '../context.js';
import { type ExportLanguage, exportedText, verdictText, verifiedLines } from '../core/export/export-words.js';
import type { Manifest } from '../core/export/manifest.js';
import { EXPORT_HELP } from '../core/help-words/day-help.js';
import { OPTION_HELP } from '../core/help-words/program-help.js';
import { inLanguage } from '../core/help-words/words.js';
import type { Language } from '../core/language.js';
import { daysText } from '../core/progress-words.js';
import { COMMAND_REFUSALS } from '../core/refusal-words/command-refusals.js';
import { AgentError } from '../error.js';
import { exportArchive } from '../export-archive.js';
import { verifiedJson, verifyExport } from '../export-verify.js';
import { calendarDay, jsonOption, languageOption, passphraseFile, print, readPassphrase, say } from './options.js';
import { progressOn } from './progress.js';
import { examples } from './speaking.js';
import { sealOnTheWay } from './unlock.js';

interface ExportOptions {
  readonly out?: string;
  readonly verify?: string;
  readonly passphraseFile?: string;
  readonly from?: string;
  readonly until?: string;
  readonly language: ExportLanguage;
  readonly json?: boolean;
}

/** Adds `export`. To verify takes no configuration and no vault: an archive is to be checked wherever it is. */
export function addExport(program: Command, language: Language, withContext: WithContext): void {
  const says = inLanguage(EXPORT_HELP, language);
  program
    .command('export')
    .summary(says.summary)
    .description(says.description)
    .option('--out <file>', says.out)
    .option('--from <date>', OPTION_HELP.firstDay[language], calendarDay(language))
    .option('--until <date>', OPTION_HELP.lastDay[language], calendarDay(language))
    .addOption(passphraseFile(language))
    .option('--verify <file>', says.verify)
    .addOption(jsonOption(language))
    .addOption(languageOption(language))
    .addHelpText(
      'after',
      examples(language, [
        'fit4work-agent export --out mine.tar.gz --passphrase-file ~/.fit4work/passphrase',
        'fit4work-agent export --verify mine.tar.gz',
      ]),
    )
    .action(async (options: ExportOptions) => {
      const { out, verify: path } = options;
      if (path !== undefined) return verify(path, alone(options));
      if (out === undefined) throw new AgentError('bad-configuration', COMMAND_REFUSALS.exportWhat);
      await withContext((context) => write(context, { ...options, out }));
    });
}

/** Of an archive all is verified, and nothing is written. @throws AgentError `bad-configuration` for what would be passed over */
function alone(options: ExportOptions): ExportOptions {
  const { out, from, until, passphraseFile: file } = options;
  if ([out, from, until, file].every((option) => option === undefined)) return options;
  throw new AgentError('bad-configuration', COMMAND_REFUSALS.verifyAlone);
}

async function write(context: Context, options: ExportOptions & { readonly out: string }): Promise<void> {
  const { config, vault, outbox, lock, report } = context;
  const { language, from, until } = options;
  if (from !== undefined && until !== undefined && from > until) {
    throw new AgentError('bad-configuration', COMMAND_REFUSALS.daysReversed);
  }
  const identity = await enrolledIdentity(context);
  const root = await lock.unwrap(identity.wrappedRoot, await readPassphrase(options));
  await sealOnTheWay(context, identity, { vaultKey: vaultKey(root), ...options });
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());
  const progress = progressOn(process.stderr);
  const onDay = (done: number, days: number): void => progress.update(daysText(done, days, language));
  const ports = { vault, outbox, report, tiles: httpTiles(config.logUrl), archive: nodeArchive, onDay };
  let manifest: Manifest | undefined;
  async function* archive(): AsyncGenerator<Uint8Array> {
    manifest = yield* exportArchive(ports, { identity, zone: config.zone }, { root, language, from, until });
  }
  try {
    await writeExportFile(options.out, archive(), stop.signal);
  } finally {
    root.fill(0);
    progress.clear();
  }
  if (manifest === undefined) return;
  if (options.json) print(manifest);
  else say([exportedText(manifest, language)]);
}

async function verify(path: string, { json, language }: ExportOptions): Promise<void> {
  await cryptoReady;
  try {
    const verified = await verifyExport(readExportFile(path), nodeArchive);
    if (json) print(verifiedJson(verified));
    else say(verifiedLines(verifiedJson(verified), verified.manifest, language));
  } catch (error) {
    if (!(error instanceof AgentError)) throw error;
    const verdict = error.code === 'unsound' ? 'unsound' : 'unknown';
    if (json) print({ verdict, reason: error.said[language] });
    else say([`${verdictText(verdict, language)} ${error.said[language]}`]);
    process.exitCode = verdict === 'unsound' ? 1 : 2;
  }
}
