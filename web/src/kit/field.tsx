import { useSignal } from '@preact/signals';
import { useId } from 'preact/hooks';
import { announce } from './live-region.js';
import * as words from './messages.js';
import { say } from './say.js';

interface InputProps {
  readonly id: string;
  readonly value: string;
  readonly required: boolean;
  readonly 'aria-invalid': boolean;
  readonly 'aria-describedby': string | undefined;
  readonly autocomplete: string;
  readonly onInput: (event: { readonly currentTarget: { readonly value: string } }) => void;
  readonly onInvalid: (event: Pick<Event, 'preventDefault'> & { readonly currentTarget: Typable }) => void;
}

type Typable = HTMLInputElement | HTMLTextAreaElement;

/** The types know which attributes each kind of input may have. */
const INPUTS = {
  text: (props: InputProps) => <input {...props} type="text" />,
  password: (props: InputProps) => <input {...props} type="password" />,
  url: (props: InputProps) => <input {...props} type="url" />,
  number: (props: InputProps) => <input {...props} type="number" />,
  time: (props: InputProps) => <input {...props} type="time" />,
} as const;

export interface FieldProps {
  readonly label: string;
  readonly value: string;
  readonly onInput: (value: string) => void;
  readonly help?: string;
  /** What is wrong and what to do, in one sentence. */
  readonly error?: string | undefined;
  readonly type?: keyof typeof INPUTS;
  /** Several lines. */
  readonly long?: boolean;
  /** As HTML names it, so that what is known need not be typed again (WCAG 2.2, 1.3.5 and 3.3.7). */
  readonly autocomplete?: string;
  readonly required?: boolean;
}

/** One thing to type, with its label always in sight. */
export function Field({ label, value, onInput, help, error: wrong, long = false, ...rest }: FieldProps) {
  const id = useId();
  const isMissing = useSignal(false);
  const error = isMissing.value && value === '' ? say(words.missing) : wrong;
  const described = [help !== undefined && `${id}-help`, error !== undefined && `${id}-error`]
    .filter(Boolean)
    .join(' ');
  const shared = {
    id,
    value,
    required: rest.required ?? false,
    'aria-invalid': error !== undefined,
    'aria-describedby': described === '' ? undefined : described,
    onInput: ({ currentTarget }: Parameters<InputProps['onInput']>[0]) => {
      isMissing.value = false;
      onInput(currentTarget.value);
    },
    // The browser says it in its own language, and not in that of the page.
    onInvalid: (event: Parameters<InputProps['onInvalid']>[0]) => {
      event.preventDefault();
      isMissing.value = true;
      if (isFirstInvalid(event.currentTarget)) {
        event.currentTarget.focus();
        announce(`${label}: ${say(words.missing)}`);
      }
    },
  };
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {help !== undefined && (
        <p id={`${id}-help`} class="small muted">
          {help}
        </p>
      )}
      {long ? (
        <textarea {...shared} rows={5} />
      ) : (
        INPUTS[rest.type ?? 'text']({ ...shared, autocomplete: rest.autocomplete ?? 'off' })
      )}
      {error !== undefined && (
        <p id={`${id}-error`} class="field-error">
          {error}
        </p>
      )}
    </div>
  );
}

const isFirstInvalid = (field: Typable): boolean =>
  field.form?.querySelector('input:invalid, textarea:invalid') === field;

export interface ChoiceProps<Value extends string> {
  readonly label: string;
  readonly value: Value;
  readonly options: readonly { readonly value: Value; readonly label: string; readonly lang?: string }[];
  readonly onChange: (value: Value) => void;
}

/** One of a few. */
export function Choice<Value extends string>({ label, value, options, onChange }: ChoiceProps<Value>) {
  return (
    <label class="choice">
      <span>{label}</span>
      <select
        value={value}
        onChange={({ currentTarget }) => {
          const chosen = options.find((option) => option.value === currentTarget.value);
          if (chosen !== undefined) onChange(chosen.value);
        }}
      >
        {options.map((option) => (
          <option key={option.value} value={option.value} lang={option.lang}>
            {option.label}
          </option>
        ))}
      </select>
    </label>
  );
}
