import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
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

type State = { readonly warnings: readonly Warning[] | undefined; readonly error?: unknown };

/** What the load rules say of a plan, asked anew as it changes. */
export function LoadCard({ draft, onTold }: LoadCardProps) {
  const state = useSignal<State>({ warnings: undefined });
  const turn = useSignal(0);
  const { from, sessions, body } = draft;
  useEffect(() => {
    const gone = new AbortController();
    const check = async (): Promise<void> => {
      try {
        const warnings = await checked(draft, gone.signal);
        if (gone.signal.aborted) return;
        if (warnings.length !== state.value.warnings?.length) announce(loadText(warnings));
        state.value = { warnings };
        onTold(warnings);
      } catch (error) {
        if (!gone.signal.aborted) state.value = { warnings: undefined, error };
      }
    };
    const wait = setTimeout(() => void check(), PAUSE);
    return () => {
      clearTimeout(wait);
      gone.abort();
    };
  }, [from, sessions, body, language.value, turn.value]);
  const { warnings, error } = state.value;
  const again = (): void => {
    turn.value += 1;
  };
  return (
    <section class="card stack-close load">
      <h3>{say(words.load)}</h3>
      {error !== undefined && <Failure error={error} onAgain={again} />}
      {warnings === undefined && error === undefined && <p>{say(words.checking)}</p>}
      {warnings !== undefined && <Warnings warnings={warnings} />}
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

const loadText = (warnings: readonly Warning[]): string =>
  warnings.length === 0 ? say(words.sound) : say(words.warned, { count: warnings.length });

function Warnings({ warnings }: { readonly warnings: readonly Warning[] }) {
  if (warnings.length === 0) {
    return (
      <p class="row tone-good">
        <Mark tone="good" />
        {loadText(warnings)}
      </p>
    );
  }
  return (
    <>
      <p class="row tone-care">
        <Mark tone="care" />
        {loadText(warnings)}
      </p>
      <ul class="needs">
        {warnings.map(({ rule, day, sentence }) => (
          <li key={`${rule} ${day}`}>{say(words.warning, { day: format.day(day), sentence })}</li>
        ))}
      </ul>
    </>
  );
}
