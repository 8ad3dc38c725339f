import type { Message, SessionReport } from '@fit4work/protocol';
import type { LetterProblem, ShownProof } from './shown-letter.js';

/* The messages between a person and each coach. */

export interface ShownMessage {
  /** Place in the thread, 1 first. */
  readonly number: number;
  readonly leaf: string;
  readonly from: 'coach' | 'person';
  /** Unix seconds, as its author says. */
  readonly time: number;
  readonly text: string;
  /** Leaf of what it answers. */
  readonly answers: string | null;
  readonly report: ShownReport | null;
  /** When it was first shown to the other side, Unix seconds; null as long as that is not known. */
  readonly acknowledged: number | null;
  /** Of a coach: its place in the log, proven here. */
  readonly proof: ShownProof | null;
  /** Of the person: whether the coach API has said, signed, that it is stored, and where it stands in the log. */
  readonly received: boolean | null;
  readonly logIndex: number | null;
  /** How many confirmed the log in which it stands. */
  readonly witnesses: number;
  readonly problems: readonly LetterProblem[];
}

export interface ShownReport extends Omit<SessionReport, 'programme' | 'session'> {
  /** Leaf of the programme. */
  readonly programme: string;
  /** Place of the session in it, 1 first. */
  readonly session: number;
}

export interface Thread {
  readonly coach: string;
  readonly messages: readonly ShownMessage[];
}

/** A message of the person, as the outbox has it. */
export interface OwnMessage {
  readonly leaf: string;
  readonly message: Message;
  readonly received: boolean;
  readonly logIndex: number | null;
}

/** It says nothing but that what it answers was seen (SPEC.md clause 13.1). */
export const isAcknowledgement = ({ text, report }: Message): boolean => text === '' && report === null;
