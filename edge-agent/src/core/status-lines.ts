import { METRICS, type Metric } from '@fit4work/protocol';
import { findingLines } from './finding-words.js';
import type { Finding } from './findings.js';
import type { Language } from './language.js';
import { SHARED_WORDS } from './notice.js';

/** Of the status, what is said in words. */
export interface SpokenStatus {
  readonly pseudonym: string;
  readonly samples: Readonly<Record<Metric, number>>;
  readonly envelopes: number;
  readonly receipts: number;
  readonly anchored: number;
  readonly recordsWaiting: number;
  readonly wearables: readonly unknown[];
  readonly grants: readonly unknown[];
  readonly findings: readonly Finding[];
}

const WORDS = {
  en: {
    pseudonym: 'pseudonym',
    samples: 'samples',
    envelopes: 'envelopes',
    delivery: ['made', 'stored by the coach API', 'proven in the log'],
    records: 'records',
    waiting: 'wait for a receipt or a proof',
    wearables: 'wearables',
    grants: 'grants',
    live: 'live',
  },
  nl: {
    pseudonym: 'pseudoniem',
    samples: 'metingen',
    envelopes: 'enveloppen',
    delivery: ['gemaakt', 'bewaard door de coach-API', 'bewezen in het logboek'],
    records: 'stukken',
    waiting: 'wachten op ontvangst of bewijs',
    wearables: 'toestellen',
    grants: 'toestemmingen',
    live: 'gelden',
  },
} as const;

/** What stands, and then what was noticed. */
export function statusLines(
  status: SpokenStatus,
  { language, zone, now }: { language: Language; zone: string; now: number },
): readonly string[] {
  const words = WORDS[language];
  const [made, stored, proven] = words.delivery;
  const samples = METRICS.map((metric) => `${SHARED_WORDS[language][metric]} ${status.samples[metric]}`);
  return [
    field(words.pseudonym, status.pseudonym),
    field(words.samples, samples.join(', ')),
    field(words.envelopes, `${status.envelopes} ${made}, ${status.receipts} ${stored}, ${status.anchored} ${proven}`),
    field(words.records, `${status.recordsWaiting} ${words.waiting}`),
    field(words.wearables, `${status.wearables.length}`),
    field(words.grants, `${status.grants.length} ${words.live}`),
    '',
    ...findingLines(status.findings, { language, zone, now }),
  ];
}

const field = (name: string, value: string): string => `${name.padEnd(14)}  ${value}`;
