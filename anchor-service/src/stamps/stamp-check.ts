import type { PackStamps } from '../audit/pack-stamps.js';
import type { Check, CheckResult } from '../verify/check.js';
import { FindingError } from '../verify/finding-error.js';
import { readStampTrust } from './adapters/stamp-trust.js';
import { STAMP_INDEX } from './core/stamp-files.js';
import { stampSentence } from './report-words.js';
import type { StampReport, StampTrust } from './stamp-report.js';
import { judgeStamps, verifyStamps } from './verify-stamps.js';

/** What a command line may say of time stamps. */
export interface StampFlags {
  /** Certificates of authorities, PEM. */
  readonly tsaCa?: readonly string[];
  /** Policies of authorities that are accepted. */
  readonly tsaPolicy?: readonly string[];
  /** Headers of Bitcoin blocks. */
  readonly blockHeaders?: string;
}

/**
 * The check of a log's time stamps, where the command line says whom to believe about time; otherwise none.
 * @throws AnchorError `bad-config` naming a file that cannot be used
 */
export function stampChecks(flags: StampFlags): Check[] {
  const trust = trustOf(flags);
  if (trust === undefined) return [];
  const run: Check['run'] = async ({ read, policies }) =>
    soundStamps(await verifyStamps({ read, policies }, trust), STAMP_INDEX);
  return [{ name: 'stamps', run }];
}

/**
 * The check of the time stamps in a pack, where the command line says whom to believe about time.
 * @returns `undefined` where it does not
 * @throws AnchorError `bad-config`; FindingError
 */
export async function checkPackStamps(stamps: PackStamps, flags: StampFlags): Promise<CheckResult | undefined> {
  const trust = trustOf(flags);
  return trust === undefined ? undefined : soundStamps(await judgeStamps(stamps, 'stamps', trust), 'stamps');
}

/** @throws FindingError naming what is unsound, or cannot be told */
function soundStamps(report: StampReport, place: string): CheckResult {
  if (report.verdict === 'sound') return { sentence: stampSentence(report), json: report.findings };
  const { place: path = place, reason = '' } = report.findings.find(({ verdict }) => verdict === report.verdict) ?? {};
  throw new FindingError(
    report.verdict === 'unsound'
      ? { kind: 'failed-check', path, detail: reason }
      : { kind: 'undecided', path, detail: `${path}: ${reason}` },
  );
}

function trustOf({ tsaCa = [], tsaPolicy = [], blockHeaders }: StampFlags): StampTrust | undefined {
  if (tsaCa.length === 0 && blockHeaders === undefined) return undefined;
  return readStampTrust({ caFiles: tsaCa, policies: tsaPolicy, headersFile: blockHeaders });
}
