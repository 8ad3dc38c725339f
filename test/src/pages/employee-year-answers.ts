import type { answering } from './employee-rare-answers.js';

/* What an agent answers after a year in which a coach looks and writes twice a day: each is what it answered, with another number. */

type Rare = Parameters<typeof answering>[1];
/** Whatever it is: the page reads it strictly. */
type Answer = ReturnType<typeof JSON.parse>;

/** Looks, and messages. */
export const A_YEAR = 750;
const HALF_A_DAY = 43_200;

const digestOf = (number: number): string => `${number}`.padStart(64, '0');
const numbers = (count: number): readonly number[] => Array.from({ length: count }, (_, i) => i + 1);

/** From the oldest on, all of them new. @param wrong the number of one that does not verify, from 1 */
export const readsFor = (count: number, { wrong = 0 }: { readonly wrong?: number } = {}): Rare => ({
  path: /\/v1\/reads$/,
  change: ({ reads: [one], ...answer }: Answer) => ({
    ...answer,
    reads: numbers(count).map((number) => ({
      ...{ ...one, digest: digestOf(number), time: one.time - (count - number) * HALF_A_DAY, acknowledged: null },
      ...(number === wrong && { problems: ['bad-signature'], said: ['De handtekening klopt niet.'] }),
    })),
  }),
});

/** From the oldest on, all of them seen. */
export const lettersFor = (count: number): Rare => ({
  path: /\/v1\/messages$/,
  change: ({ threads: [thread], ...answer }: Answer) => ({
    ...answer,
    threads: [
      {
        ...thread,
        messages: numbers(count).map((number) => ({
          ...{ ...thread.messages[0], leaf: digestOf(number), text: `Bericht ${number}`, acknowledged: 1 },
          time: thread.messages[0].time - (count - number) * HALF_A_DAY,
        })),
      },
    ],
  }),
});
