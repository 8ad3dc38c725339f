import { useSignal } from '@preact/signals';
import { Field } from '../../../kit/index.js';
import { wholeNumber } from './whole-number.js';

export interface NumberFieldProps {
  readonly label: string;
  readonly value: number;
  readonly most: number;
  /** What is said of anything else. */
  readonly wrong: string;
  readonly onChange: (value: number) => void;
}

/** A whole number from 0 on. What is none stays as it was typed and changes nothing. */
export function NumberField({ label, value, most, wrong, onChange }: NumberFieldProps) {
  const typed = useSignal(String(value));
  return (
    <Field
      label={label}
      type="number"
      value={typed.value}
      error={wholeNumber(typed.value, 0, most) === undefined ? wrong : undefined}
      onInput={(text) => {
        typed.value = text;
        const number = wholeNumber(text, 0, most);
        if (number !== undefined) onChange(number);
      }}
    />
  );
}
