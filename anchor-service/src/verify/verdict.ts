import { AnchorError } from '../error.js';
import { FindingError } from './finding-error.js';
import { findingSentence } from './finding-words.js';
import type { Language } from './language.js';
import { verifyWords } from './verify-words.js';

export type Judgement = 'sound' | 'unsound' | 'unknown';

/** What is printed, and what the process ends with. */
export interface Verdict {
  readonly judgement: Judgement;
  /** Sentences for people, after the word of the judgement. */
  readonly sentences: readonly string[];
  /** Fields for a machine; its sentences are English whatever the language. */
  readonly json: Readonly<Record<string, unknown>>;
}

export const EXIT_CODES: Readonly<Record<Judgement, 0 | 1 | 2>> = { sound: 0, unsound: 1, unknown: 2 };

/** What an error says of what was to be judged: nothing, unless it is a finding about it. */
export function verdictOf(error: unknown, language: Language): Verdict {
  if (error instanceof FindingError) {
    const { detail: _, because: __, ...place } = error.finding;
    const judgement = error.convicts ? 'unsound' : 'unknown';
    return {
      judgement,
      sentences: [findingSentence(error.finding, language)],
      json: { ...place, reason: error.message },
    };
  }
  // What nobody foresaw is a bug: its trace says where.
  if (error instanceof AnchorError && error.code === 'unsound') {
    return { judgement: 'unsound', sentences: [error.message], json: { reason: error.message } };
  }
  const reason = error instanceof AnchorError ? error.message : String(error instanceof Error ? error.stack : error);
  return { judgement: 'unknown', sentences: [reason], json: { reason } };
}

/** What was kept as the newest block is told once to have been another: the state has the bound one now. */
export function withReplaced(sound: Verdict, index: number, language: Language): Verdict {
  const told = verdictOf(new FindingError({ kind: 'replaced-newest', path: `blocks/${index}`, index }), language);
  return { ...told, sentences: [...told.sentences, ...sound.sentences], json: { ...sound.json, ...told.json } };
}

/** One line of JSON, or one of text. */
export function printed(verdict: Verdict, { isJson, language }: { isJson: boolean; language: Language }): string {
  if (isJson) return `${JSON.stringify({ verdict: verdict.judgement, ...verdict.json })}\n`;
  return `${[verifyWords(language)[verdict.judgement], ...verdict.sentences].join(' ')}\n`;
}
