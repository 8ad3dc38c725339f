import { Disclosure, format, Notice, say } from '../../../kit/index.js';
import { daysText } from '../days-text.js';
import type { Grant } from './grants.js';
import * as words from './messages.js';
import { besidesOf, type Offer, type Request, unshownDays } from './offer.js';
import { Tables } from './shown-tables.js';
import { whatText } from './what-text.js';

export interface PreviewProps {
  readonly request: Request;
  readonly offer: Offer;
}

/** What the coach would be shown, in the numbers themselves. */
export function Preview({ request: { coach, language }, offer }: PreviewProps) {
  const { notice, preview } = offer;
  const { past, shown, late, future, example, unreached } = preview;
  const unshown = unshownDays(preview);
  return (
    <>
      <h3>{say(words.previewTitle, { coach, unshown: unshown.all.length })}</h3>
      <Untold {...preview} damaged={unshown.damaged} />
      {past === null ? <p>{say(words.noPast)}</p> : <Tables days={past} shown={shown} told={preview} />}
      {past !== null && late !== null && <p class="small muted">{say(words.late)}</p>}
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
          <Tables days={{ from: example.day, until: example.day }} shown={example.shown} told={preview} />
        </>
      )}
      {unreached !== null && <p>{say(words.unreached, { days: daysText(unreached.from, unreached.until) })}</p>}
      <Besides coach={coach} grants={besidesOf(offer)} />
      <Disclosure label={say(words.notice)}>
        <p class="notice-text" lang={language}>
          {notice.text}
        </p>
      </Disclosure>
    </>
  );
}

/** Days of which what is shown is not, or may not be, what the coach sees. */
function Untold({
  damaged,
  notAsSealed,
  uncompared,
}: Pick<Offer['preview'], 'damaged' | 'notAsSealed' | 'uncompared'>) {
  const list = (days: readonly string[]): string => days.map((day) => format.day(day)).join(', ');
  return (
    <>
      {damaged.length > 0 && (
        <Notice tone="bad">
          <p>{say(words.damaged, { days: list(damaged) })}</p>
        </Notice>
      )}
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
