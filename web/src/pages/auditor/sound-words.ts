import type { Block, Finding } from '@fit4work/anchor-service/verifier';
import { format, type Message, say } from '../../kit/index.js';
import { isCosignedByNobody } from './cosigners.js';
import * as words from './messages.js';
import { newestCosigned, newestTold, stillBody, stillTitle } from './newest/messages.js';
import { daysStill, newestOf } from './newest/newest-state.js';
import type { Verification } from './verification.js';

export type SoundLog = Extract<Verification, { readonly kind: 'sound' }>;

/** What is said first of a log that was verified. */
export function soundTitle(sound: SoundLog): Message {
  const { log, at } = sound;
  if (log.replaced !== undefined) return words.soundReplaced;
  if (isCosignedByNobody(log)) return words.soundAlone;
  return daysStill(sound, at) === undefined ? words.sound : stillTitle;
}

/** Of what an earlier visit kept, as `fit4work-verify` finds it. */
export const replacedNewest = (index: number): Finding => ({ kind: 'replaced-newest', path: `blocks/${index}`, index });

/** Of the first block that is dated too far ahead. */
export const aheadWords = ({ height, time }: Block): string =>
  say(words.soundAhead, { height: String(height), time: format.moment(time) });

/** When the newest state is from, and who says so. */
export function newestWords(sound: SoundLog): string | undefined {
  const newest = newestOf(sound);
  return newest && say(newest.isCosigned ? newestCosigned : newestTold, { time: format.moment(newest.time) });
}

/** What it may mean that the newest state was old when it was verified: a page may stay open for days. */
export function stillWords(sound: SoundLog): string | undefined {
  const days = daysStill(sound, sound.at);
  return days === undefined ? undefined : say(stillBody, { days: format.number(days) });
}

/** Of signatures under the names of witnesses, by other keys than theirs. */
export const otherKeysWords = (names: readonly string[]): string =>
  say(words.otherKey, { names: names.join(', '), count: names.length });

/** What is said aloud of it. */
export function soundWords(sound: SoundLog): string {
  const { log, otherKeys } = sound;
  const title = say(soundTitle(sound));
  const still = stillWords(sound);
  const more = [
    ...(isCosignedByNobody(log) ? [say(words.noWitness)] : []),
    ...(still === undefined ? [] : [newestWords(sound), still]),
    ...(log.datedAhead === undefined ? [] : [aheadWords(log.datedAhead)]),
    ...(otherKeys.length === 0 ? [] : [otherKeysWords(otherKeys)]),
  ];
  return more.length === 0 ? title : `${title}. ${more.join(' ')}`;
}
