import { type Column, DataTable, Disclosure, format, Notice, say } from '../../../kit/index.js';
import { daysText } from '../days-text.js';
import * as shared from '../messages.js';
import type { ShownWindow } from './answer-shape.js';
import { answerTexts, whenText, wornText } from './answer-text.js';
import type { Grant } from './grants.js';
import * as words from './messages.js';
import { besidesOf, type Offer, type Shown, type ShownSample } from './offer.js';
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
      {future !== null && <p>{say(words.future, { days: daysText(future.from, future.until) })}</p>}
      {example !== null && (
        <>
          <p>{say(words.example, { day: format.day(example.day) })}</p>
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

function Tables({ shown, caption }: { readonly shown: readonly Shown[]; readonly caption: string }) {
  return (
    <>
      {shown.map(({ granularity, windows, days }) => {
        const title = `${say(words.shownBy, { granularity })}: ${caption}`;
        return windows === undefined ? (
          <Some
            key={granularity}
            caption={title}
            rows={(days ?? []).flatMap(({ samples }) => samples)}
            columns={sampleColumns()}
          />
        ) : (
          <Some key={granularity} caption={title} rows={windows} columns={windowColumns()} />
        );
      })}
    </>
  );
}

/** As many as anybody reads; what follows is of the same kind. */
const MOST_ROWS = 200;

interface SomeProps<Row> {
  readonly caption: string;
  readonly rows: readonly Row[];
  readonly columns: readonly Column<Row>[];
}

function Some<Row>({ caption, rows, columns }: SomeProps<Row>) {
  const places = new Map(rows.slice(0, MOST_ROWS).map((row, i) => [row, i]));
  return (
    <>
      <DataTable
        caption={caption}
        rows={[...places.keys()]}
        columns={columns}
        keyOf={(row) => places.get(row) ?? MOST_ROWS}
      />
      {rows.length > MOST_ROWS && <p class="small muted">{say(words.more, { count: rows.length - MOST_ROWS })}</p>}
    </>
  );
}

const told = (value: number | undefined): string => (value === undefined ? say(words.none) : format.number(value));

/** Two columns, so that a narrow page has all of it: what a day or an hour says grows downwards. */
const windowColumns = (): readonly Column<ShownWindow>[] => [
  {
    label: say(words.when),
    cell: (window) => (
      <>
        {whenText(window)}
        <p class="small muted">{wornText(window)}</p>
      </>
    ),
  },
  {
    label: say(words.gets),
    cell: (window) => (
      <div class="stack-close">
        {answerTexts(window).map(({ metric, text }) => (
          <p key={metric} class="small">
            <strong>{metric}</strong>: {text}
          </p>
        ))}
      </div>
    ),
  },
];

const sampleColumns = (): readonly Column<ShownSample>[] => [
  { label: say(words.when), cell: ({ start }) => format.moment(start) },
  { label: say(words.metric), cell: ({ metric }) => say(shared.metrics, { metric }) },
  {
    label: say(words.value),
    numeric: true,
    cell: ({ value, stage }) => (stage === undefined ? told(value) : say(words.stages, { stage })),
  },
];
