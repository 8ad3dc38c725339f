import { DOWN_KINDS, TOPICS, UP_KINDS } from '@fit4work/protocol';
import type { Principal } from './principal.js';

/** What can be done with a topic. A filter is subscribed to, a topic is published on, plainly or to be retained, or received. */
export const VERBS = ['publish', 'retain', 'subscribe', 'receive'] as const;
export type Verb = (typeof VERBS)[number];

type Role = Principal['kind'];

/** One line of the topic law as people read it: who may do what with some topics or filters. Whatever it does not name is refused. */
export interface TopicRow {
  /** As it is printed; `{own}` is the pseudonym of the agent that asks, `{other}` anybody else's. */
  readonly title: string;
  /** @param own the pseudonym of the agent that asks @param other somebody else's */
  readonly topics: (own: string, other: string) => readonly string[];
  readonly allowed: Readonly<Partial<Record<Role, readonly Verb[]>>>;
}

const up = (pseudonym: string): string[] => UP_KINDS.map((kind) => TOPICS.up(pseudonym, kind));
const down = (pseudonym: string): string[] => DOWN_KINDS.map((kind) => TOPICS.down(pseudonym, kind));

/**
 * The topic law as a table (SPEC.md section 16): what is printed in the README, what the tests of every door go by, and what
 * rules of other brokers are made of.
 */
export const TOPIC_TABLE: readonly TopicRow[] = [
  {
    title: 'f4w/v1/{own}/up/{kind}',
    topics: (own) => up(own),
    allowed: { agent: ['publish'], 'coach-api': ['subscribe', 'receive'] },
  },
  {
    title: 'f4w/v1/{other}/up/{kind}',
    topics: (_own, other) => up(other),
    allowed: { 'coach-api': ['subscribe', 'receive'] },
  },
  {
    title: 'f4w/v1/{own}/down/{kind}',
    topics: (own) => down(own),
    allowed: { agent: ['subscribe', 'receive'], 'coach-api': ['publish'] },
  },
  {
    title: 'f4w/v1/{other}/down/{kind}',
    topics: (_own, other) => down(other),
    allowed: { 'coach-api': ['publish'] },
  },
  {
    title: 'f4w/v1/{own}/down/#',
    topics: (own) => [TOPICS.allDown(own)],
    allowed: { agent: ['subscribe'] },
  },
  {
    title: 'f4w/v1/+/up/#, f4w/v1/+/up/{kind}, f4w/v1/{own}/up/#',
    topics: (own) => [
      TOPICS.allUp,
      'f4w/v1/+/up/+',
      ...UP_KINDS.map((kind) => `f4w/v1/+/up/${kind}`),
      `f4w/v1/${own}/up/#`,
    ],
    allowed: { 'coach-api': ['subscribe'] },
  },
  {
    title: TOPICS.leaves,
    topics: () => [TOPICS.leaves],
    allowed: { agent: ['publish'], 'coach-api': ['publish'], anchor: ['subscribe', 'receive'] },
  },
  {
    title: TOPICS.checkpoint,
    topics: () => [TOPICS.checkpoint],
    allowed: { agent: ['subscribe', 'receive'], 'coach-api': ['subscribe', 'receive'], anchor: ['retain'] },
  },
  {
    title: TOPICS.anchorEcho,
    topics: () => [TOPICS.anchorEcho],
    allowed: { anchor: ['publish', 'subscribe', 'receive'] },
  },
  {
    title: 'f4w/v1/coach-api/echo/{instance}',
    // Which of several, in the place of a pseudonym: a pattern where the other is one.
    topics: (own) => [TOPICS.echo(own.slice(0, 16))],
    allowed: { 'coach-api': ['publish', 'subscribe', 'receive'] },
  },
  {
    title: '$SYS/#',
    topics: () => ['$SYS/#', '$SYS/broker/clients/total', '$SYS/+/new/clients', '$SYS/x'],
    allowed: {},
  },
  { title: 'anything else', topics: strange, allowed: {} },
];

/** Topics and filters that come near to what is allowed. */
function strange(own: string, other: string): readonly string[] {
  return [
    ...['', '#', '+', '+/#', '/#', 'f4w/#', 'f4w/v1/#', 'f4w/v1/+/#', 'f4w/v1/+/+/#', 'f4w/v1/+/+/envelope'],
    ...['f4w/v1/+/down/#', 'f4w/v1/+/down/receipt', 'f4w/v1/+/down/+', TOPICS.allDown(other)],
    ...['f4w/v1/anchor/#', 'f4w/v1/anchor/+', 'f4w/v1/anchor/block', 'f4w/v1/anchor/up/envelope'],
    ...['f4w/v2/anchor/leaves', '/f4w/v1/anchor/leaves', 'f4w/v1/anchor/leaves/', 'F4W/v1/anchor/leaves'],
    ...[`f4w/v1/${own}`, `f4w/v1/${own}/#`, `f4w/v1/${own}/+/receipt`, `f4w/v1/${own}/down`, `f4w/v1/${own}/down/+`],
    ...[`f4w/v1/${own}/up/other`, `f4w/v1/${own}/up/envelope/x`, `f4w/v1/${own}/up/`, `f4w/v1/${own}/up/envelope/`],
    ...[`f4w/v1/${own}/down/other`, `f4w/v1/${own}/down/receipt/#`, `f4w/v1/${own}/up/envelope/#`],
    ...[`f4w/v1/${own.toUpperCase()}/up/envelope`, `f4w/v1/${own.slice(1)}/up/envelope`, `f4w/v1/${own}0/up/envelope`],
    ...['f4w/v1/coach-api/echo', 'f4w/v1/coach-api/echo/', 'f4w/v1/coach-api/echo/#', 'f4w/v1/coach-api/echo/+'],
    ...['f4w/v1/coach-api/echo/A', 'f4w/v1/coach-api/echo/a/b', `f4w/v1/coach-api/echo/${own.slice(0, 17)}`],
    ...[
      `f4w/v1/${own}/echo/a`,
      'f4w/v1/anchor/echo/a',
      'f4w/v1/anchor/echo/',
      'f4w/v1/anchor/echo/#',
      'f4w/v1/coach-api/up/envelope',
      'f4w/v1/coach-api/#',
    ],
    ...['$share/g/f4w/v1/+/up/#', `$share/g/f4w/v1/${own}/down/#`],
  ];
}

const ROLES = ['agent', 'coach-api', 'anchor'] as const;

/** The table as Markdown. */
export function printTopicTable(): string {
  const cell = (verbs: readonly Verb[] = []): string => (verbs.length === 0 ? '–' : verbs.join(', '));
  const rows = TOPIC_TABLE.map(({ title, allowed }) => [
    title.includes('/')
      ? title
          .split(', ')
          .map((one) => `\`${one}\``)
          .join(', ')
      : title,
    ...ROLES.map((role) => cell(allowed[role])),
  ]);
  return formatted([['topic or filter', ...ROLES], ...rows]);
}

function formatted(rows: readonly (readonly string[])[]): string {
  const [head = [], ...body] = rows;
  const widths = head.map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join(' | ')} |`;
  return [line(head), `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`, ...body.map(line)].join('\n');
}
