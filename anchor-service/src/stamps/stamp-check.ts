import type { Check } from '../verify/check.js';
import { FindingError } from '../verify/finding-error.js';
import { readStampTrust } from './adapters/stamp-trust.js';
import { stampSentence } from './report-words.js';
import { verifyStamps } from './verify-stamps.js';

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
export function stampChecks({ tsaCa = [], tsaPolicy = [], blockHeaders }: StampFlags): Check[] {
  if (tsaCa.length === 0 && blockHeaders === undefined) return [];
  const trust = readStampTrust({ caFiles: tsaCa, policies: tsaPolicy, headersFile: blockHeaders });
  const run: Check['run'] = async ({ read, policies }) => {
    const report = await verifyStamps({ read, policies }, trust);
    const wrong = report.findings.find(({ verdict }) => verdict === report.verdict);
    if (report.verdict !== 'sound') {
      const { place: path = 'stamps/index', reason = '' } = wrong ?? {};
      const isUnsound = report.verdict === 'unsound';
      throw new FindingError(
        isUnsound
          ? { kind: 'failed-check', path, detail: reason }
          : { kind: 'undecided', path, detail: `${path}: ${reason}` },
      );
    }
    return { sentence: stampSentence(report), json: report.findings };
  };
  return [{ name: 'stamps', run }];
}
