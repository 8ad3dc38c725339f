import { Apart, type Column, DataTable, Disclosure, format, say } from '../../../kit/index.js';
import { dayOf } from '../days.js';
import { daysText } from '../days-text.js';
import * as shared from '../messages.js';
import type { ShownWindow } from './answer-shape.js';
import { answerTexts, whenText, wornText } from './answer-text.js';
import * as words from './messages.js';
import {
  type Days,
  firstUnsealed,
  isAllUnsealed,
  type Offer,
  type Shown,
  type ShownSample,
  unsealedSince,
} from './offer.js';
import { type Grouping, groupsOf, kindOfWindow, ROW_KINDS, type RowKind, type ShownGroup } from './shown-groups.js';

export interface TablesProps {
  /** Those that are shown. */
  readonly days: Days;
  readonly shown: readonly Shown[];
  readonly told: Pick<Offer['preview'], 'sealedUntil' | 'damaged'>;
}

/** All that a coach would be shown, folded so that somebody can look through it: nothing is left out. */
export function Tables({ days, shown, told: { sealedUntil, damaged } }: TablesProps) {
  return (
    <>
      {shown.map((each) => (
        <Apart key={each.granularity} name={each.granularity}>
          <Granular {...{ days, shown: each, sealed: sealedUntil[each.granularity], damaged }} />
        </Apart>
      ))}
    </>
  );
}

interface GranularProps {
  readonly days: Days;
  readonly shown: Shown;
  /** Unix seconds */
  readonly sealed: number;
  readonly damaged: readonly string[];
}

function Granular({ days, shown: { granularity, windows, days: sampled }, sealed, damaged }: GranularProps) {
  const title = `${say(words.shownBy, { granularity })}: ${daysText(days.from, days.until)}`;
  const unopened = { firstUnsealed: firstUnsealed(sealed), damaged };
  const kindOf = (window: ShownWindow): RowKind => kindOfWindow(window, unopened);
  const since = unsealedSince(days, sealed, damaged);
  return (
    <>
      {windows === undefined ? (
        <Groups
          {...{ title, rows: (sampled ?? []).flatMap(({ samples }) => samples), columns: sampleColumns() }}
          {...{ ...SAMPLES, nameOf: format.day }}
        />
      ) : (
        <Groups
          {...{ title, rows: windows, columns: windowColumns(kindOf) }}
          {...{ dayOf: dayOfWindow, kindOf, ...(granularity === 'day' ? BY_MONTH : BY_DAY) }}
        />
      )}
      {since !== undefined && (
        <p class="small muted">
          {say(words.unsealed, {
            ...{ isAll: String(isAllUnsealed(days, sealed)), since: format.moment(since) },
            granularity,
          })}
        </p>
      )}
    </>
  );
}

const BY_MONTH = { periodOf: (day: string) => day.slice(0, 7), nameOf: format.month };
const BY_DAY = { periodOf: (day: string) => day, nameOf: format.day };
const dayOfWindow = ({ date }: ShownWindow): string => date;
const SAMPLES = {
  ...{ dayOf: ({ start }: ShownSample) => dayOf(new Date(start * 1000)), periodOf: BY_DAY.periodOf },
  kindOf: (): RowKind => 'filled',
};

interface GroupsProps<Row> extends Grouping<Row> {
  readonly title: string;
  readonly rows: readonly Row[];
  readonly columns: readonly Column<Row>[];
  /** What a group is called, by the day of its first row. */
  readonly nameOf: (day: string) => string;
}

function Groups<Row>({ title, rows, columns, nameOf, ...grouping }: GroupsProps<Row>) {
  const groups = groupsOf(rows, grouping);
  const first = groups.find(({ rows }) => rows.filled.length > 0) ?? groups[0];
  const [only, ...others] = groups;
  const isOne = only !== undefined && others.length === 0;
  // Its table has the title, and nothing is told apart from it by its name.
  if (isOne && only.rows.filled.length > 0)
    return <Group caption={title} isCaptionSeen group={only} columns={columns} />;
  return (
    <div>
      <p>
        <strong>{title}</strong>
      </p>
      {isOne && <Group caption={title} group={only} columns={columns} />}
      {(isOne ? [] : groups).map((group) => {
        const name = spanOf(group, nameOf);
        return (
          <Disclosure key={group.from} name={group.from} label={labelOf(name, group)} open={group === first}>
            {() => <Group caption={`${title}, ${name}`} group={group} columns={columns} />}
          </Disclosure>
        );
      })}
    </div>
  );
}

/** As of one month, or from one to another. */
function spanOf<Row>(group: ShownGroup<Row>, nameOf: (day: string) => string): string {
  const [from, until] = [nameOf(group.from), nameOf(group.until)];
  return from === until ? from : say(shared.days, { from, until });
}

const labelOf = <Row,>(name: string, group: ShownGroup<Row>): string =>
  say(words.group, {
    name,
    rows: kindsIn(group)
      .map((kind) => rowsText(group, kind))
      .join(', '),
  });
const kindsIn = <Row,>({ rows }: ShownGroup<Row>): readonly RowKind[] =>
  ROW_KINDS.filter((kind) => rows[kind].length > 0);
const rowsText = <Row,>({ rows }: ShownGroup<Row>, kind: RowKind): string =>
  say(words.rows, { kind, count: rows[kind].length });

interface GroupProps<Row> {
  readonly caption: string;
  /** Whether nothing above its tables says what they are. */
  readonly isCaptionSeen?: boolean;
  readonly group: ShownGroup<Row>;
  readonly columns: readonly Column<Row>[];
}

function Group<Row>({ caption, isCaptionSeen = false, group, columns }: GroupProps<Row>) {
  return (
    <>
      {kindsIn(group).map((kind) =>
        kind === 'filled' ? (
          <Rows key={kind} {...{ caption, isCaptionSeen, columns }} rows={group.rows.filled} />
        ) : (
          <Disclosure key={kind} name={kind} label={rowsText(group, kind)}>
            {() => (
              <Rows
                caption={`${caption}: ${rowsText(group, kind)}`}
                isCaptionSeen={false}
                rows={group.rows[kind]}
                columns={columns}
              />
            )}
          </Disclosure>
        ),
      )}
    </>
  );
}

interface RowsProps<Row> {
  readonly caption: string;
  readonly isCaptionSeen: boolean;
  readonly rows: readonly Row[];
  readonly columns: readonly Column<Row>[];
}

/** Two rows may say the same: each is known by its place. */
function Rows<Row>({ rows, ...props }: RowsProps<Row>) {
  const places = new Map(rows.map((row, i) => [row, i]));
  return <DataTable {...props} rows={rows} keyOf={(row) => places.get(row) ?? rows.length} />;
}

const told = (value: number | undefined): string => (value === undefined ? say(words.none) : format.number(value));

/** Two columns, so that a narrow page has all of it: what a day or an hour says grows downwards. */
const windowColumns = (kindOf: Grouping<ShownWindow>['kindOf']): readonly Column<ShownWindow>[] => [
  {
    label: say(words.when),
    cell: (window) => (
      <>
        {whenText(window)}
        <p class="small muted">{wornText(window, kindOf(window))}</p>
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
