import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { announce, format, language, Mark, say } from '../../../kit/index.js';
import { Failure } from '../failure.js';
import { askService } from '../service.js';
import { readWarnings, type Warning } from '../shapes.js';
import * as words from './messages.js';
import { contentOf, type Draft } from './plan.js';

/** Milliseconds: several keys in a row are one change. */
const PAUSE = 250;

export interface LoadCardProps {
  readonly draft: Draft;
  readonly onTold: (warnings: readonly Warning[]) => void;
}

interface State {
  /** What was checked: of a plan that was changed since it says nothing. */
  readonly of?: readonly unknown[];
  readonly warnings?: readonly Warning[];
  readonly error?: unknown;
}

/** What the load rules say of a plan, asked anew as it changes. */
export function LoadCard({ draft, onTold }: LoadCardProps) {
  const [state, turn] = [useSignal<State>({}), useSignal(0)];
  const said = useRef<readonly Warning[] | undefined>(undefined);
  const { from, sessions, body } = draft;
  const of = [from, sessions, body, language.value, turn.value];
  useEffect(() => {
    const gone = new AbortController();
    const check = async (): Promise<void> => {
      try {
        const warnings = await checked(draft, gone.signal);
        if (gone.signal.aborted) return;
        sayNews(warnings, said.current);
        said.current = warnings;
        state.value = { of, warnings };
        onTold(warnings);
      } catch (error) {
        if (!gone.signal.aborted) state.value = { of, error };
      }
    };
    const wait = setTimeout(() => void check(), PAUSE);
    return () => {
      clearTimeout(wait);
      gone.abort();
    };
  }, of);
  const isOfThis = state.value.of?.every((each, i) => each === of[i]) === true;
  const { warnings, error } = isOfThis ? state.value : {};
  const again = (): void => {
    turn.value += 1;
  };
  return (
    <section class="card stack-close load">
      <h3>{say(words.load)}</h3>
      {error !== undefined && <Failure error={error} onAgain={again} />}
      {warnings === undefined && error === undefined && <p>{say(words.checking)}</p>}
      {warnings !== undefined && <Warnings warnings={warnings} isOfHeart={body !== undefined} />}
    </section>
  );
}

async function checked({ body, ...draft }: Draft, signal: AbortSignal): Promise<readonly Warning[]> {
  const { from, sessions } = contentOf({ ...draft, body });
  // Nothing is reckoned of what is written.
  const ask = { from, sessions: sessions.map((session) => ({ ...session, note: '' })), language: language.value };
  const { warnings } = await askService({
    ...{ path: '/v1/programmes/checks', method: 'POST', read: readWarnings, signal },
    body: body === undefined ? ask : { ...ask, person: body },
  });
  return warnings;
}

/** Says aloud how many there are, and which of them were not there before, where they are not the same as before. */
function sayNews(warnings: readonly Warning[], before: readonly Warning[] | undefined): void {
  const known = new Set(before?.map(nameOf));
  const news = warnings.filter((each) => !known.has(nameOf(each)));
  if (before !== undefined && news.length === 0 && warnings.length === before.length) return;
  announce([loadText(warnings), ...news.map(warningText)].join(' '));
}

/** In whatever language it is told. */
const nameOf = ({ rule, day }: Warning): string => `${rule} ${day}`;

const warningText = ({ day, sentence }: Warning): string => say(words.warning, { day: format.day(day), sentence });

const loadText = ({ length: count }: readonly Warning[]): string =>
  count === 0 ? say(words.sound) : say(words.warned, { count });

interface WarningsProps {
  readonly warnings: readonly Warning[];
  /** Whether an age was told, of which the rules reckon a heart rate. */
  readonly isOfHeart: boolean;
}

function Warnings({ warnings, isOfHeart }: WarningsProps) {
  const tone = warnings.length === 0 ? 'good' : 'care';
  return (
    <>
      <p class={`row tone-${tone}`}>
        <Mark tone={tone} />
        {loadText(warnings)}
      </p>
      {warnings.length === 0 ? (
        <p class="small muted">{say(words.soundHow, { heart: isOfHeart ? 'told' : 'none' })}</p>
      ) : (
        <ul class="needs">
          {warnings.map((each) => (
            <li key={nameOf(each)}>{warningText(each)}</li>
          ))}
        </ul>
      )}
    </>
  );
}
