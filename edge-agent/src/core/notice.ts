import type { GrantScope } from '@fit4work/protocol';

/* What the employee reads before signing. The grant carries the hash of exactly this text. */

/** What is shared, and how finely. */
export const SHARED_WORDS = {
  nl: {
    steps: 'stappen',
    'heart-rate': 'hartslag',
    sleep: 'slaap',
    raw: 'elke meting',
    hour: 'per uur',
    day: 'per dag',
  },
  en: {
    steps: 'steps',
    'heart-rate': 'heart rate',
    sleep: 'sleep',
    raw: 'every sample',
    hour: 'per hour',
    day: 'per day',
  },
} as const;

export interface NoticeInput {
  readonly coach: string;
  readonly scope: readonly GrantScope[];
  readonly from: string;
  readonly until: string;
  readonly language: 'nl' | 'en';
}

/** The notice in the employee's language. */
export function consentNotice({ coach, scope, from, until, language }: NoticeInput): string {
  const words = SHARED_WORDS[language];
  const shared = scope
    .map(({ metric, granularities }) => `${words[metric]} (${granularities.map((name) => words[name]).join(', ')})`)
    .join('; ');
  return language === 'nl'
    ? `Coach ${coach} mag van ${from} tot en met ${until} het volgende zien: ${shared}. Elke inzage wordt u gemeld. U kunt dit op elk moment intrekken; dan worden de vrijgegeven sleutels vernietigd.`
    : `Coach ${coach} may see the following from ${from} to ${until} inclusive: ${shared}. You are told of every read. You can withdraw this at any moment; the keys that were released are then destroyed.`;
}
