import type { Signal } from '@preact/signals';
import { Field, say } from '../../../kit/index.js';
import * as words from './messages.js';
import type { Body } from './plan.js';
import { wholeNumber } from './whole-number.js';

const ageOf = (typed: string) => wholeNumber(typed, 16, 100);
const rateOf = (typed: string) => wholeNumber(typed, 30, 120);

/** @returns undefined where one of them is not told */
export function bodyOf(typedAge: string, typedRate: string): Body | undefined {
  const [age, restingRate] = [ageOf(typedAge), rateOf(typedRate)];
  return age === undefined || restingRate === undefined ? undefined : { age, restingRate };
}

export interface BodyFieldsProps {
  readonly age: Signal<string>;
  readonly rate: Signal<string>;
  /** Whether it was said to be complete. */
  readonly tried: boolean;
}

/** What zones of heart rate are reckoned of. */
export function BodyFields({ age, rate, tried }: BodyFieldsProps) {
  return (
    <>
      <Field
        label={say(words.age)}
        help={say(words.ageHelp)}
        type="number"
        value={age.value}
        error={tried && ageOf(age.value) === undefined ? say(words.bodyWrong) : undefined}
        onInput={(value) => {
          age.value = value;
        }}
      />
      <Field
        label={say(words.rate)}
        help={say(words.rateHelp)}
        type="number"
        value={rate.value}
        error={tried && rateOf(rate.value) === undefined ? say(words.bodyWrong) : undefined}
        onInput={(value) => {
          rate.value = value;
        }}
      />
    </>
  );
}
