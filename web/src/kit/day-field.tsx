import { useId } from 'preact/hooks';
import { monthName } from './format.js';
import * as words from './messages.js';
import { say } from './say.js';

export interface DayFieldProps {
  readonly label: string;
  /** Civil day, ISO `YYYY-MM-DD`. */
  readonly value: string;
  /** Days of which the years can be chosen. */
  readonly from: string;
  readonly until: string;
  readonly onChange: (day: string) => void;
}

const two = (value: number): string => String(value).padStart(2, '0');
const range = (first: number, last: number): readonly number[] =>
  Array.from({ length: last - first + 1 }, (_, i) => first + i);
const lengthOf = (year: number, month: number): number => new Date(Date.UTC(year, month, 0)).getUTCDate();

/** A day, month and year to choose: what a browser has for it speaks the browser's language, and not that of the page. */
export function DayField({ label, value, from, until, onChange }: DayFieldProps) {
  const [year = 0, month = 1, day = 1] = value.split('-').map(Number);
  const [first = year, last = year] = [from, until].map((each) => Number(each.slice(0, 4)));
  const change = (changed: { readonly year?: number; readonly month?: number; readonly day?: number }): void => {
    const to = { year, month, day, ...changed };
    // Of a shorter month it is the last: so it stands there, to be seen.
    const within = Math.min(to.day, lengthOf(to.year, to.month));
    onChange(`${to.year}-${two(to.month)}-${two(within)}`);
  };
  return (
    <fieldset class="day-field">
      <legend>{label}</legend>
      <Part
        label={say(words.day)}
        value={day}
        options={range(1, lengthOf(year, month))}
        onChange={(chosen) => change({ day: chosen })}
      />
      <Part
        label={say(words.month)}
        value={month}
        options={range(1, 12)}
        text={monthName}
        onChange={(chosen) => change({ month: chosen })}
      />
      <Part
        label={say(words.year)}
        value={year}
        options={range(Math.min(first, year), Math.max(last, year))}
        onChange={(chosen) => change({ year: chosen })}
      />
    </fieldset>
  );
}

interface PartProps {
  readonly label: string;
  readonly value: number;
  readonly options: readonly number[];
  readonly text?: (value: number) => string;
  readonly onChange: (value: number) => void;
}

function Part({ label, value, options, text = String, onChange }: PartProps) {
  const id = useId();
  return (
    <div>
      <label for={id} class="small muted">
        {label}
      </label>
      <select id={id} value={value} onChange={({ currentTarget }) => onChange(Number(currentTarget.value))}>
        {options.map((option) => (
          <option key={option} value={option}>
            {text(option)}
          </option>
        ))}
      </select>
    </div>
  );
}
