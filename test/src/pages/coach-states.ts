import type { Browser, Page } from 'playwright-core';
import type { CoachStand } from './coach-stand.js';
import type { Sight } from './page-stand.js';

/** Every state that the page of a coach has, by the walk that comes through them, in this order. */
export const COACH_STATES = {
  outside: [
    ...['signed out', 'signed in as another', 'people, none', 'signed out here, and not yet at the provider'],
    'service away',
  ],
  person: [
    ...['people', 'reason asked', 'reason lacking', 'measured by day', 'measured by week', 'one day by the hour'],
    ...['adherence', 'adherence, measured', 'proposal', 'messages', 'measured, some not shared', 'people, one stale'],
  ],
  programme: [
    ...[
      'programme, none',
      'template',
      'template lacking',
      'composed',
      'to be thrown away',
      'title lacking',
      'title too long',
    ],
    ...['session opened', 'session lacking', 'heart rate turned', 'note too long'],
    ...['load warned', 'to be sent, overruled', 'session added', 'load not checked', 'composed, half', 'to be sent'],
    ...['not sent', 'maybe sent', 'programme sent', 'proposal refused'],
  ],
  refused: [
    ...['read under way', 'read not proven', 'read, service away', 'step-up asked', 'read before, and withdrawn since'],
    ...['read refused', 'withdrawn', 'lapsed'],
  ],
  nothing: [
    ...[
      'measured, none came',
      'measured, all erased',
      'days not shared',
      'hours not shared',
      'messages, none',
      'message lacking',
      'message too long',
      'message not sent',
    ],
    ...[
      'people, not had',
      'people, not all looked up',
      'programmes, earlier',
      'login ends soon',
      'day of work ends soon',
    ],
    'session over',
  ],
} as const;
export type WalkName = keyof typeof COACH_STATES;

export interface Walking<Name extends WalkName> {
  readonly browser: Browser;
  readonly stand: CoachStand;
  /** Opens a place of the page in Dutch, logged in. */
  readonly open: (place?: string) => Promise<Sight>;
  /** Holds that the state that is now seen is whole. */
  readonly look: (page: Page, state: (typeof COACH_STATES)[Name][number]) => Promise<void>;
}
export type Walk<Name extends WalkName> = (walking: Walking<Name>) => Promise<void>;
