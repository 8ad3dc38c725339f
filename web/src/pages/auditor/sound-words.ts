import type { Block, Finding, VerifiedLog } from '@fit4work/anchor-service/verifier';
import { format, type Message, say } from '../../kit/index.js';
import { isCosignedByNobody } from './cosigners.js';
import * as words from './messages.js';

/** What is said first of a log that was verified. */
export function soundTitle(log: VerifiedLog): Message {
  if (log.replaced !== undefined) return words.soundReplaced;
  return isCosignedByNobody(log) ? words.soundAlone : words.sound;
}

/** Of what an earlier visit kept, as `fit4work-verify` finds it. */
export const replacedNewest = (index: number): Finding => ({ kind: 'replaced-newest', path: `blocks/${index}`, index });

/** Of the first block that is dated too far ahead. */
export const aheadWords = ({ height, time }: Block): string =>
  say(words.soundAhead, { height: String(height), time: format.moment(time) });

/** What is said aloud of it. */
export function soundWords(log: VerifiedLog): string {
  const title = say(soundTitle(log));
  const more = [
    ...(isCosignedByNobody(log) ? [say(words.noWitness)] : []),
    ...(log.datedAhead === undefined ? [] : [aheadWords(log.datedAhead)]),
  ];
  return more.length === 0 ? title : `${title}. ${more.join(' ')}`;
}
