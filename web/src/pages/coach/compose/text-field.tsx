import { Field, type FieldProps, format, say } from '../../../kit/index.js';
import * as words from './messages.js';
import { lengthFault, type TextFault } from './text-limits.js';

export interface TextFieldProps extends Pick<FieldProps, 'label' | 'value' | 'onInput' | 'long'> {
  readonly most: number;
  /** Besides how long it may be. */
  readonly help?: string;
  /** Where more is asked of it than its length. */
  readonly fault?: TextFault | undefined;
}

/** Something to write of which it is said, before and while it is written, how long it may be. */
export function TextField({ most, help, fault, value, ...field }: TextFieldProps) {
  const limit = say(words.mostCharacters, { most: format.number(most) });
  const found = fault ?? lengthFault(value, most);
  return (
    <Field
      {...field}
      value={value}
      help={help === undefined ? limit : `${help} ${limit}`}
      error={
        found && say(words.textWrong, { fault: found, most: format.number(most), had: format.number(value.length) })
      }
    />
  );
}
