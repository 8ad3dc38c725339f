import { useSignal } from '@preact/signals';
import { Field } from '../../../kit/index.js';
import { wholeNumber } from './whole-number.js';

export interface NumberFieldProps {
  readonly label: string;
  readonly value: number;
  readonly least?: number;
  readonly most: number;
  /** What is said of anything else. */
  readonly wrong: string;
  readonly onChange: (value: number) => void;
}

/** A whole number, from 0 on if nothing else is said. What is none stays as it was typed and changes nothing. */
export function NumberField({ label, value, least = 0, most, wrong, onChange }: NumberFieldProps) {
  const typed = useSignal(String(value));
  return (
    <Field
      label={label}
      type="number"
      value={typed.value}
      error={wholeNumber(typed.value, least, most) === undefined ? wrong : undefined}
      onInput={(text) => {
        typed.value = text;
        const number = wholeNumber(text, least, most);
        if (number !== undefined) onChange(number);
      }}
    />
  );
}
