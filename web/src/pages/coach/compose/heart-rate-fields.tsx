import { useSignal } from '@preact/signals';
import { Field, say } from '../../../kit/index.js';
import type { Target } from '../shapes.js';
import * as words from './messages.js';
import { wholeNumber } from './whole-number.js';

/** Beats a minute (protocol/SPEC.md, clause 12.1). */
const [LEAST, MOST] = [20, 250];

const rateOf = (typed: string) => wholeNumber(typed, LEAST, MOST);

type RateTarget = Extract<Target, { readonly kind: 'heart-rate' }>;

export interface HeartRateFieldsProps {
  readonly target: RateTarget;
  readonly onChange: (target: Target) => void;
}

/** From a lowest to a highest. What is no such pair stays as it was typed and changes nothing. */
export function HeartRateFields({ target, onChange }: HeartRateFieldsProps) {
  const [low, high] = [useSignal(String(target.low)), useSignal(String(target.high))];
  const [lowest, highest] = [rateOf(low.value), rateOf(high.value)];
  const wrong = say(words.targetWrong, { least: `${LEAST}`, most: `${MOST}` });
  const isTurned = lowest !== undefined && highest !== undefined && highest < lowest;
  const typed = (field: typeof low) => (text: string) => {
    field.value = text;
    const [from, to] = [rateOf(low.value), rateOf(high.value)];
    if (from !== undefined && to !== undefined && from <= to) onChange({ ...target, low: from, high: to });
  };
  return (
    <>
      <Field
        label={say(words.targetLow)}
        type="number"
        value={low.value}
        error={lowest === undefined ? wrong : undefined}
        onInput={typed(low)}
      />
      <Field
        label={say(words.targetHigh)}
        type="number"
        value={high.value}
        error={highest === undefined ? wrong : isTurned ? say(words.rateOrder, { low: `${lowest}` }) : undefined}
        onInput={typed(high)}
      />
    </>
  );
}
