import { Disclosure, format, Notice, say } from '../../../kit/index.js';
import { daysText } from '../days-text.js';
import type { Grant } from './grants.js';
import * as words from './messages.js';
import { besidesOf, type Offer } from './offer.js';
import { Tables } from './shown-tables.js';
import { whatText } from './what-text.js';

export interface PreviewProps {
  readonly coach: string;
  readonly offer: Offer;
}

/** What the coach would be shown, in the numbers themselves. */
export function Preview({ coach, offer }: PreviewProps) {
  const { notice, preview } = offer;
  const { past, shown, late, future, example, unreached } = preview;
  return (
    <>
      <h3>{say(words.previewTitle, { coach })}</h3>
      {past === null ? <p>{say(words.noPast)}</p> : <Tables shown={shown} caption={daysText(past.from, past.until)} />}
      {past !== null && late !== null && <p class="small muted">{say(words.late)}</p>}
      <Untold {...preview} />
      {future !== null && (
        <p>
          {say(words.future, {
            ...{ shown: String(past !== null), until: format.day(future.until) },
            days: daysText(future.from, future.until),
          })}
        </p>
      )}
      {example !== null && (
        <>
          <p>{say(words.example)}</p>
          <Tables shown={example.shown} caption={format.day(example.day)} />
        </>
      )}
      {unreached !== null && <p>{say(words.unreached, { days: daysText(unreached.from, unreached.until) })}</p>}
      <Besides coach={coach} grants={besidesOf(offer)} />
      <Disclosure label={say(words.notice)}>
        <p class="notice-text">{notice.text}</p>
      </Disclosure>
    </>
  );
}

/** Days of which what is shown is not, or may not be, what the coach sees. */
function Untold({ notAsSealed, uncompared }: Pick<Offer['preview'], 'notAsSealed' | 'uncompared'>) {
  const list = (days: readonly string[]): string => days.map((day) => format.day(day)).join(', ');
  return (
    <>
      {notAsSealed.length > 0 && (
        <Notice tone="care">
          <p>{say(words.notAsSealed, { days: list(notAsSealed) })}</p>
        </Notice>
      )}
      {uncompared.length > 0 && <p class="small muted">{say(words.uncompared, { days: list(uncompared) })}</p>}
    </>
  );
}

interface BesidesProps {
  readonly coach: string;
  readonly grants: readonly Grant[];
}

function Besides({ coach, grants }: BesidesProps) {
  if (grants.length === 0) return null;
  return (
    <Notice tone="care">
      <p>{say(words.besides, { coach })}</p>
      <ul>
        {grants.map(({ id, from, until, scope }) => (
          <li key={id}>{say(words.besidesOne, { days: daysText(from, until), what: whatText(scope) })}</li>
        ))}
      </ul>
    </Notice>
  );
}
