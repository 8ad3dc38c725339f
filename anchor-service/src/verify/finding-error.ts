import { AnchorError, type AnchorErrorCode } from '../error.js';
import type { Finding, UnknownKind } from './finding.js';
import { findingSentence } from './finding-words.js';

const UNKNOWN: Readonly<Record<UnknownKind, AnchorErrorCode>> = {
  'no-checkpoint': 'source-failed',
  unreadable: 'source-failed',
  'not-a-source': 'source-failed',
  'bad-policy': 'bad-policy',
  'bad-file': 'bad-config',
  'bad-state': 'damaged-state',
  'bad-argument': 'bad-config',
  undecided: 'source-failed',
};

const isUnknown = (kind: Finding['kind']): kind is UnknownKind => kind in UNKNOWN;

/** An error of this package that knows its place, so that it can be said in either language. */
export class FindingError extends AnchorError {
  readonly finding: Finding;

  constructor(finding: Finding, cause?: unknown) {
    const code = isUnknown(finding.kind) ? UNKNOWN[finding.kind] : 'unsound';
    super(code, findingSentence(finding, 'en'), { cause });
    this.finding = finding;
  }
}
