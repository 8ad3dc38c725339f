import type { Page, Route } from 'playwright-core';
import { DAY } from '../../../edge-agent/test/index.js';

/* What an agent answers on days on which something is wrong: what it answered, with that changed. */

/** Whatever it is: the page reads it strictly. */
type Answer = ReturnType<typeof JSON.parse>;

interface Rare {
  /** Behind the name of the host. */
  readonly path: RegExp;
  readonly change: (answer: Answer) => object;
}

/** From now on that is what is answered, and nothing else that is rare. */
export async function answering(page: Page, ...rare: readonly Rare[]): Promise<void> {
  await page.unrouteAll({ behavior: 'wait' });
  for (const { path, change } of rare) {
    await page.route(path, async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, json: change(await response.json()) });
    });
  }
}

/** From now on that is refused for a reason of the agent's own. */
export async function refusing(page: Page, path: RegExp, code: string): Promise<void> {
  await page.unrouteAll({ behavior: 'wait' });
  const json = { type: 'about:blank', title: 'refused', status: 403, code };
  await page.route(path, (route: Route) =>
    route.fulfill({ status: 403, contentType: 'application/problem+json', json }),
  );
}

const STATUS = /\/v1\/status$/;
const now = (): number => Math.floor(Date.now() / 1000);

const wristband = (changed: object): object => ({
  ...{ wearable: 1, device: null, family: 'huami', synchronised: null, clockWentBack: false, battery: null },
  ...changed,
});

export const NOTICED: Rare = {
  path: STATUS,
  change: (status) => ({ ...status, findings: [{ code: 'unreachable', current: true }], wearables: [wristband({})] }),
};
/** @param at of the clock of the page */
export const wristbandsAt = (at: number): Rare => ({
  path: STATUS,
  change: (status) => ({
    ...status,
    wearables: [
      wristband({ family: 'infinitime', synchronised: at - 60, battery: { percent: 40, charging: true } }),
      wristband({ wearable: 2, synchronised: at - 86_400, battery: { percent: 80, charging: false } }),
      wristband({ wearable: 3, clockWentBack: true }),
    ],
  }),
});
/** What the agent says in the place of what was changed on the disk. */
export const CHANGED = 'In vault.db is dit niet te vertrouwen: de telling van wat bewaard wordt.';
export const STATUS_DAMAGED: Rare = {
  path: STATUS,
  change: (status) => ({
    ...{ ...status, days: null, wearables: null, grantsUnconfirmed: null, findings: null },
    ...{ envelopes: null, receipts: null, anchored: null, storage: null, damaged: [CHANGED] },
  }),
};
/** @param at of the clock of the page */
export const noRoom = (what: 'full' | 'diskFull', at: number): Rare => ({
  path: STATUS,
  change: (status) => ({
    ...status,
    storage: { ...status.storage, full: false, diskFull: false, [what]: true },
    wearables: [wristband({ synchronised: at - 86_400 })],
  }),
});
/** Each day that is asked. */
export const daysAre = (what: 'damaged' | 'closed'): Rare => ({
  path: /\/v1\/samples\?/,
  change: ({ days, closed, damaged }) => ({
    ...{ days: [], closed: [], damaged: [] },
    [what]: [...days.map(({ day }: Answer) => day), ...closed, ...damaged],
  }),
});
export const NO_NIGHT: Rare = { path: /metrics=sleep/, change: (answer) => ({ ...answer, days: [] }) };

const certified = (problem: string | null, witnesses = 2): object => ({
  ...{ time: now(), envelopes: 2, logIndex: 5, witnesses, problem },
});
const erasure = (leaf: string, changed: object): object => ({
  ...{ leaf, from: DAY, until: DAY, issued: now(), received: true, logIndex: 3, witnesses: 2, certificate: null },
  ...changed,
});
export const ERASURES: Rare = {
  path: /\/v1\/erasures/,
  change: () => ({
    erasures: [
      erasure('a', { received: false, logIndex: null, witnesses: 0 }),
      erasure('b', { witnesses: 0, certificate: certified(null, 0) }),
      ...[null, 'other-envelopes', 'not-comparable', 'bad-signature'].map((problem, i) =>
        erasure(String(i), { certificate: certified(problem) }),
      ),
    ],
    unbelieved: [{ problem: 'bad-signature' }],
  }),
};

export const UNBELIEVED: Rare = {
  path: /\/v1\/(messages|programmes)$/,
  change: (answer) => ({ ...answer, unbelieved: [{ problem: 'bad-signature' }] }),
};
export const LETTERS_UNSOUND: Rare = {
  path: /\/v1\/messages$/,
  change: ({ threads, ...answer }) => ({
    ...answer,
    threads: threads.map(({ messages, ...thread }: Answer) => ({
      ...thread,
      messages: messages.flatMap((each: Answer) => [
        { ...each, problems: ['bad-signature'] },
        { ...each, leaf: 'a', from: 'person', received: true, proof: null, report: { session: 0, done: true } },
      ]),
    })),
  }),
};
export const PROGRAMME_UNSOUND: Rare = {
  path: /\/v1\/programmes$/,
  change: ({ programmes, ...answer }) => ({
    ...answer,
    programmes: programmes.map(({ sessions: [first, ...others], ...each }: Answer) => ({
      ...{ ...each, problems: ['bad-signature'] },
      sessions: [
        { ...first, target: { kind: 'heart-rate', low: 100, high: 120 }, report: { done: true, effort: 4 } },
        { ...first, number: 8, target: { kind: 'effort', effort: 6 }, report: { done: false, effort: null } },
        ...others,
      ],
    })),
  }),
};
const readsAre = (problems: readonly string[], changed: object): Rare => ({
  path: /\/v1\/reads$/,
  change: ({ reads, ...answer }) => ({
    ...answer,
    reads: reads.map((each: Answer) => ({ ...each, problems, said: problems, ...changed })),
  }),
});
export const READS_UNTOLD = readsAre(['log-unreachable'], {});
export const READS_UNWITNESSED = readsAre([], { proof: { index: 4, witnesses: 0 } });
export const READS_SOUND = readsAre([], { proof: { index: 4, witnesses: 2 } });
export const READS_CROSSED = readsAre([], { proof: { index: 4, witnesses: 2 }, withdrawalOnItsWay: true });
export const READS_UNKNOWN = readsAre(['malformed'], { coach: null });

export const ENDING: Rare = {
  path: /\/v1\/grants\?/,
  change: (answer) => ({ ...answer, ending: [{ grant: 'a' }] }),
};
const previewIs = (changed: object): Rare => ({
  path: /\/v1\/grants\/preview$/,
  change: ({ preview, ...answer }) => ({ ...answer, preview: { ...preview, ...changed } }),
});
export const PREVIEW_UNSURE = previewIs({
  ...{ notAsSealed: [DAY], uncompared: [DAY], unreached: { from: DAY, until: DAY } },
});
const sample = (metric: string, changed: object): object => ({ metric, start: now(), ...changed });
const OUT_OF_BED = {
  ...{ minutesAsleep: 5, minutesAwakeInBed: null, stageMinutes: null },
  ...{ periods: [], efficiency: null, interruptions: 0 },
};
export const PREVIEW_WITHOUT_PAST = previewIs({
  ...{ past: null, shown: [], late: null, future: { from: DAY, until: DAY } },
  example: {
    day: DAY,
    shown: [
      { granularity: 'day', metrics: ['sleep'], windows: [{ date: DAY, wornSeconds: 60, sleep: OUT_OF_BED }] },
      {
        ...{ granularity: 'raw', metrics: ['heart-rate', 'sleep'] },
        days: [
          { samples: [sample('heart-rate', { value: 60 }), sample('sleep', { stage: 'deep' }), sample('steps', {})] },
        ],
      },
    ],
  },
});
export const ELSEWHERE: Rare = {
  path: /\/v1\/erasures$/,
  change: (answer) => ('erasure' in answer ? { ...answer, lookedUp: false, scrubbed: false } : answer),
};

/** @param witnesses that confirmed the log in which it stands */
export const grantProven = (witnesses: number): Rare => ({
  path: /\/v1\/grants$/,
  change: (answer) => ({ ...answer, proven: true, witnesses }),
});
export const keptBy = (witnesses: number): Rare => ({
  path: STATUS,
  change: (status) => ({ ...status, envelopes: 9, receipts: 8, anchored: 7, witnesses }),
});
/** Of a programme that was sent before a title was asked of each. */
export const NOTHING_TODAY: Rare = {
  path: /\/v1\/programmes$/,
  change: ({ programmes, ...answer }) => ({
    ...answer,
    programmes: programmes.map((each: Answer) => ({ ...each, title: '', sessions: [] })),
  }),
};
export const NOT_MEASURED: Rare = { path: /metrics=(steps|heart-rate)/, change: (answer) => ({ ...answer, days: [] }) };
export const NO_WRISTBAND: Rare = { path: STATUS, change: (status) => ({ ...status, wearables: [] }) };
export const WORDS_THERE: Rare = { path: STATUS, change: (status) => ({ ...status, wordsConfirmed: true }) };
/** @param witnesses that confirmed the log in which it stands */
export const grantedForEver = (witnesses: number): Rare => ({
  path: /\/v1\/grants\?/,
  change: ({ events, ...answer }) => ({
    ...answer,
    events: events.map((each: Answer) =>
      each.event === 'grant' ? { ...each, state: 'live', from: '2000-01-01', logIndex: 7, witnesses } : each,
    ),
  }),
});
const band = (tail: string, paired: boolean): object => ({
  ...{ address: `c0:ff:ee:00:00:${tail}`, name: 'Bangle.js', family: 'banglejs', signal: -50, keyed: false, paired },
});
export const TWINS: Rare = {
  path: /\/v1\/wearables\/nearby$/,
  change: () => ({ nearby: [band('0a', true), band('0b', false)] }),
};
/** The past is open for so many seconds, whenever that is asked. */
export const openFor = (seconds: number): readonly Rare[] =>
  [/\/v1\/unlock$/, /\/v1\/session$/].map((path) => ({
    path,
    change: (answer) => ({ ...answer, unlockedFor: seconds }),
  }));
/** The session ends in so many seconds, unless somebody is at the page. */
export const signedInFor = (seconds: number): Rare => ({
  path: /\/v1\/session$/,
  change: (answer) => ({ ...answer, signedInFor: seconds }),
});
