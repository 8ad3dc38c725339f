import { type Message, type SessionReport, toHex } from '@fit4work/protocol';
import type { LetterProblem, ShownProof } from './shown-letter.js';
import {
  isAcknowledgement,
  type OwnMessage,
  type ShownMessage,
  type ShownReport,
  type Thread,
} from './shown-message.js';

/** A message of a coach that was opened. */
interface CoachMessage {
  readonly leaf: string;
  readonly record: Message;
  readonly proof: ShownProof | null;
  readonly problems: readonly LetterProblem[];
  readonly acknowledged: number | null;
}

type Unnumbered = Omit<ShownMessage, 'number'> & { readonly coach: string };
type Unwitnessed = Omit<Unnumbered, 'witnesses'>;

/** The thread with each coach, by their ids; in each what was said, in the order of its time. */
export function threadsOf(
  told: readonly CoachMessage[],
  own: readonly OwnMessage[],
  witnessesOf: (logIndex: number | null) => number,
): readonly Thread[] {
  // The first that told of it stands: it is set last.
  const seen = new Map(told.flatMap(({ record }) => seenBy(record)).sort(([, a], [, b]) => b - a));
  const messages = [
    ...told.filter(({ record }) => !isAcknowledgement(record)).map(fromCoach),
    ...own
      .filter(({ message }) => !isAcknowledgement(message))
      .map((each) => ({ ...fromPerson(each, seen), witnesses: witnessesOf(each.logIndex) })),
  ].sort(byTime);
  const coaches = [...new Set(messages.map(({ coach }) => coach))].sort();
  return coaches.map((coach) => ({
    coach,
    messages: messages
      .filter((message) => message.coach === coach)
      .map(({ coach: _, ...message }, i) => ({ number: i + 1, ...message })),
  }));
}

/** A coach sees what was written to that coach, and says so for no other. */
const seenBy = ({ coach, answers, time }: Message): readonly (readonly [string, number])[] =>
  answers === null ? [] : [[`${coach} ${toHex(answers)}`, time]];

/** Of what has one time, a coach's comes first: it may be what is answered. */
const byTime = (a: Unnumbered, b: Unnumbered): number =>
  a.time - b.time || Number(a.from === 'person') - Number(b.from === 'person') || (a.leaf < b.leaf ? -1 : 1);

const fromCoach = ({ leaf, record, proof, problems, acknowledged }: CoachMessage): Unnumbered => ({
  ...{ leaf, from: 'coach', coach: record.coach, ...contentOf(record), acknowledged, proof, problems },
  ...{ received: null, logIndex: null, witnesses: proof?.witnesses ?? 0 },
});

const fromPerson = (
  { leaf, message, received, logIndex }: OwnMessage,
  seen: ReadonlyMap<string, number>,
): Unwitnessed => ({
  ...{ leaf, from: 'person', coach: message.coach, ...contentOf(message), received, logIndex },
  ...{ acknowledged: seen.get(`${message.coach} ${leaf}`) ?? null, proof: null, problems: [] },
});

const contentOf = ({
  time,
  text,
  answers,
  report,
}: Message): Pick<ShownMessage, 'time' | 'text' | 'answers' | 'report'> => ({
  time,
  text,
  answers: answers && toHex(answers),
  report: report && shownReport(report),
});

const shownReport = ({ programme, session, done, effort }: SessionReport): ShownReport => ({
  programme: toHex(programme),
  session: session + 1,
  done,
  effort,
});
