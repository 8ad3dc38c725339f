import type { RecordKind } from '../record-port.js';

/** Records that carry a salt and have their leaf in the log (SPEC.md clause 2.5). */
export const ANCHORED_KINDS: readonly RecordKind[] = ['consent', 'erasure', 'message', 'retirement'];

/** Records that an agent signs: of one that is retired nobody takes them. The identity signs the others. */
export const AGENT_KINDS: readonly RecordKind[] = ['keys', 'release', 'message'];
