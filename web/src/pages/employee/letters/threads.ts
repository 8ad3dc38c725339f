import { readProof } from '../proof.js';
import { flag, list, members, number, oneOf, orNull, text } from '../read-json.js';

const readLetter = members({
  leaf: text,
  from: oneOf('coach', 'person'),
  /** Unix seconds */
  time: number,
  text,
  report: orNull(members({ session: number, done: flag })),
  acknowledged: orNull(number),
  proof: orNull(readProof),
  received: orNull(flag),
  problems: list(text),
});
export type Letter = ReturnType<typeof readLetter>;

const readThread = members({ coach: text, messages: list(readLetter) });
export type Thread = ReturnType<typeof readThread>;

export const readThreads = members({ threads: list(readThread), unbelieved: list(members({ problem: text })) });
export type Threads = ReturnType<typeof readThreads>;

/** With each coach to whom one may write, also where nothing was said yet. */
export function threadsWith(coaches: readonly string[], threads: readonly Thread[]): readonly Thread[] {
  const silent = [...new Set(coaches)].filter((coach) => !threads.some((each) => each.coach === coach));
  return [...threads, ...silent.map((coach) => ({ coach, messages: [] }))];
}
