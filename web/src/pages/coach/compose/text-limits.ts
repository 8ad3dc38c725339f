import type { Draft, PlannedSession } from './plan.js';

/* How long what a coach writes may be, in UTF-16 code units (protocol/SPEC.md, section 18). */

export const MOST_NAME = 256;
export const MOST_PROSE = 4_096;

export type TextFault = 'lacking' | 'too-long' | 'control';

/** A name goes into lists of other programs (protocol/SPEC.md, clause 1.3). */
const hasControl = (text: string): boolean => [...text].some((one) => one < ' ' || one === '\u007f');

export function titleFault(title: string): TextFault | undefined {
  if (title.trim() === '') return 'lacking';
  return hasControl(title) ? 'control' : lengthFault(title, MOST_NAME);
}

export const lengthFault = (text: string, most: number): TextFault | undefined =>
  text.length > most ? 'too-long' : undefined;

/** Whether the title or the advice is such that nobody would take it. */
export const headingsFault = ({ title, advice }: Pick<Draft, 'title' | 'advice'>): TextFault | undefined =>
  titleFault(title) ?? lengthFault(advice, MOST_PROSE);

/** The first session of which the note would not be taken; its numbers are never others than those that would be. */
export const faultySession = ({ sessions }: Pick<Draft, 'sessions'>): PlannedSession | undefined =>
  sessions.find(({ note }) => lengthFault(note, MOST_NAME) !== undefined);
