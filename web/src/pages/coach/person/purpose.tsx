import { type Signal, useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { Field, say } from '../../../kit/index.js';
import { remember, rememberedOf } from '../memory.js';
import * as words from './messages.js';

/** As the coach API takes it: one line. */
const MOST = 200;
const hasControl = (text: string): boolean => [...text].some((sign) => sign < ' ' || sign === '\u007f');

/** @returns undefined where it is none */
export function purposeOf(typed: string): string | undefined {
  const text = typed.trim();
  return text === '' || text.length > MOST || hasControl(text) ? undefined : text;
}

/** What stands in the field: the reason that was given, or what was typed before, also where the session ended meanwhile. */
export function useReason(pseudonym: string): Signal<string> {
  const { purpose, reason } = rememberedOf(pseudonym);
  const typed = useSignal(reason === '' ? (purpose ?? '') : reason);
  const { value } = typed;
  useEffect(() => remember(pseudonym, { reason: value }), [pseudonym, value]);
  return typed;
}

/** Why somebody is looked at, in the words that the person will see. */
export function PurposeField({ typed, isLacking }: { readonly typed: Signal<string>; readonly isLacking: boolean }) {
  return (
    <Field
      label={say(words.why)}
      help={say(words.whyHelp)}
      value={typed.value}
      error={isLacking ? say(words.whyMissing) : undefined}
      required
      onInput={(value) => {
        typed.value = value;
      }}
    />
  );
}
