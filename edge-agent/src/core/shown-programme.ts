import type { Programme, Session } from '@fit4work/protocol';
import type { LetterProblem, ShownProof } from './shown-letter.js';

/* What an employee is shown of the programmes of coaches. */

/** Beside what is wrong with any letter: it names a grant that this person never signed, or nobody can tell. */
export type ProgrammeProblem = LetterProblem | 'unknown-grant' | 'consent-missing';

/** What the person last said of a session. */
export interface SessionState {
  readonly done: boolean;
  /** Perceived, 0 to 10; null where nothing was said. */
  readonly effort: number | null;
  readonly note: string;
  /** Unix seconds */
  readonly time: number;
  /** Whether the coach API has said, signed, that it is stored. */
  readonly received: boolean;
}

export interface ShownSession extends Session {
  /** Place in the programme, 1 first: what `programme done` takes. */
  readonly number: number;
  readonly report: SessionState | null;
}

export interface ShownProgramme
  extends Pick<Programme, 'coach' | 'revision' | 'title' | 'from' | 'until' | 'advice' | 'time'> {
  readonly leaf: string;
  readonly id: string;
  /** Whether no revision of it came after it (SPEC.md clause 12.1). */
  readonly stands: boolean;
  readonly sessions: readonly ShownSession[];
  /** Ids of the grants, and SHA-256 of the summaries, that it rests on. */
  readonly grants: readonly string[];
  readonly summaries: readonly string[];
  readonly proof: ShownProof | null;
  /** Empty where all is sound. */
  readonly problems: readonly ProgrammeProblem[];
  /** When it was first shown, Unix seconds; null now for the first time. */
  readonly acknowledged: number | null;
}
