import { cryptoReady, vaultKey } from '@fit4work/protocol';
import type { Command } from 'commander';
import { nodeArchive, readExportFile, writeExportFile } from '../adapters/export-file.js';
import { httpTiles } from '../adapters/http.js';
import type { Environment } from '../config.js';
import { type Context, enrolledIdentity, type WithContext } from '../context.js';
import { type ExportLanguage, exportedText, verdictText } from '../core/export/export-words.js';
import type { Manifest } from '../core/export/manifest.js';
import { daysText } from '../core/progress-words.js';
import { AgentError } from '../error.js';
import { exportArchive } from '../export-archive.js';
import { verifiedJson, verifyExport } from '../export-verify.js';
import { calendarDay, jsonOption, languageOption, passphraseFile, print, readPassphrase, say } from './options.js';
import { progressOn } from './progress.js';
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
export function addExport(program: Command, env: Environment, withContext: WithContext): void {
  program
    .command('export')
    .description(
      'write all that is kept of the employee into one archive that anybody can read; or verify one, offline',
    )
    .option('--out <file>', 'the archive to write: tar, compressed where the name ends in .gz or .tgz')
    .option('--from <date>', 'first day, YYYY-MM-DD', calendarDay)
    .option('--until <date>', 'last day, YYYY-MM-DD', calendarDay)
    .addOption(passphraseFile())
    .option('--verify <file>', 'verify this archive instead; exit 0 sound, 1 unsound, 2 could not tell')
    .addOption(jsonOption())
    .addOption(languageOption(env, 'of the result'))
    .addHelpText(
      'after',
      '\nExamples:\n  fit4work-agent export --out mine.tar.gz --passphrase-file ~/.fit4work/passphrase\n  fit4work-agent export --verify mine.tar.gz',
    )
    .action(async (options: ExportOptions) => {
      if (options.verify !== undefined) return verify(options.verify, options);
      const { out } = options;
      if (out === undefined) {
        throw new AgentError('bad-configuration', 'Give --out to export, or --verify to check.');
      }
      await withContext((context) => write(context, { ...options, out }));
    });
}

async function write(context: Context, options: ExportOptions & { readonly out: string }): Promise<void> {
  const { config, vault, outbox, lock, report } = context;
  const identity = await enrolledIdentity(context);
  const root = await lock.unwrap(identity.wrappedRoot, await readPassphrase(options.passphraseFile));
  await sealOnTheWay(context, identity, { vaultKey: vaultKey(root), ...options });
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());
  const { language, from, until } = options;
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
    const { identityKey, checkpoint } = verifiedJson(verified);
    const seen = checkpoint === null ? '' : ` ${checkpoint.origin} ${checkpoint.size} ${checkpoint.root}`;
    const text = `${verdictText('sound', language)} ${exportedText(verified.manifest, language)} ${identityKey}${seen}`;
    if (json) print(verifiedJson(verified));
    else say([text]);
  } catch (error) {
    if (!(error instanceof AgentError)) throw error;
    const verdict = error.code === 'unsound' ? 'unsound' : 'unknown';
    if (json) print({ verdict, reason: error.message });
    else say([`${verdictText(verdict, language)} ${error.message}`]);
    process.exitCode = verdict === 'unsound' ? 1 : 2;
  }
}
