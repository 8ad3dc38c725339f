import { AnchorError, type AnchorErrorCode } from '../error.js';
import type { Finding, UnknownKind, UnprovenKind } from './finding.js';
import { findingSentence } from './finding-words.js';

const UNKNOWN: Readonly<Record<UnknownKind, AnchorErrorCode>> = {
  'no-checkpoint': 'source-failed',
  unreadable: 'source-failed',
  'not-a-source': 'source-failed',
  'bad-policy': 'bad-policy',
  'bad-file': 'bad-config',
  'bad-state': 'damaged-state',
  'busy-state': 'busy-state',
  'bad-argument': 'bad-config',
  undecided: 'source-failed',
  'no-pack': 'source-failed',
  'pack-policy-proof': 'source-failed',
  'pack-without-manifest': 'source-failed',
  'pack-other-note': 'source-failed',
  'pack-not-signed': 'source-failed',
  'pack-members-moved': 'source-failed',
  'pack-other-version': 'other-version',
};

/** Their code is that of what is unsound: whoever keeps a copy refuses either. The judgement of people differs. */
const UNPROVEN: Readonly<Record<UnprovenKind, true>> = {
  rollback: true,
  'bad-checkpoint': true,
  'false-statement': true,
  'missing-file': true,
  'malformed-file': true,
  'missing-block': true,
  'other-newest': true,
  'wrong-newest': true,
  'replaced-newest': true,
  'malformed-block': true,
  'unusable-proof': true,
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

  /** Whether somebody signed what it is about, so that it convicts. */
  get convicts(): boolean {
    return this.code === 'unsound' && !(this.finding.kind in UNPROVEN);
  }
}
