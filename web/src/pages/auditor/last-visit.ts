import { formatState, parseState, type VerifiedLog } from '@fit4work/anchor-service/verifier';
import { computed, signal } from '@preact/signals';
import { keep, kept } from '../../kit/index.js';
import { nameOf, type Trust, trust } from './trust.js';

/** What was verified on an earlier visit. */
export type State = ReturnType<typeof parseState>;

/** `unusable`: something is kept, and is damaged or does not belong to whom is believed now. Nobody goes on from there. */
export type LastVisit = { readonly kind: 'none' | 'unusable' } | { readonly kind: 'here'; readonly state: State };

const keyOf = (given: Trust): string => `fit4work.auditor.state.${nameOf(given)}`;

function look(given: Trust): LastVisit {
  const text = kept(keyOf(given));
  if (text === undefined) return { kind: 'none' };
  try {
    return { kind: 'here', state: parseState(text, given) };
  } catch {
    return { kind: 'unusable' };
  }
}

/** Of what is kept outside of signals. */
const changes = signal(0);

/** The last visit to the log that is believed now. */
export const lastVisit = computed<LastVisit>(() => {
  changes.value;
  return trust.value === undefined ? { kind: 'none' } : look(trust.value);
});

/** The newest policy that a verification was led to by the log's statements, and the one that was given before the first. */
export const newestTrust = computed<Trust | undefined>(() => {
  const [given, seen] = [trust.value, lastVisit.value];
  return given === undefined || seen.kind !== 'here' ? given : { ...given, ...seen.state.standing };
});

/**
 * Keeps how far the log was verified. Another window may have got further meanwhile: nobody goes back.
 * @returns whether the next visit can go on from there, or beyond
 */
export function remember(given: Trust, log: VerifiedLog, history: State['history']): boolean {
  const other = look(given);
  if (other.kind === 'here' && other.state.checkpoint.size > log.size) return true;
  const isKept = keep(keyOf(given), formatState({ note: log.note, last: log.last, history }));
  changes.value += 1;
  return isKept;
}

/** Forgets the last visit, so that the next one is a first. */
export function forget(given: Trust): void {
  keep(keyOf(given), undefined);
  changes.value += 1;
}
