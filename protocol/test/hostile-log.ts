import { toHex } from '../src/bytes.js';
import * as log from '../src/log/index.js';
import { checkpointOf, LEAVES, leafAt, POLICY_TEXT, tileAt } from '../src/log/served-log.fixture.js';
import type { Feed } from './feed.js';
import { bytes } from './ways.js';

/* A log of three leaves that serves anything for a while, and what follows it: an answer or a refusal, and nothing kept. */

const SIZE = 3;
const BUNDLE = 'tile/entries/000.p/3';
const PARTIAL = 'tile/0/000.p/3';
const FULL = 'tile/0/000';
const POLICY = log.parsePolicy(POLICY_TEXT);
const WANTED = new Set(LEAVES.slice(0, SIZE).map(toHex));
const BEFORE = checkpointOf(2);
const AFTER = checkpointOf(SIZE);
/** As often as a view with its signatures can be afforded. */
const VIEWS = 16;

/** Reads what one path answers; the log has no other. */
const only =
  (path: string, answer: () => Uint8Array): log.TileReader =>
  async (asked) =>
    asked === path ? answer() : undefined;

/** What makes hashes of a log's tile, out of a partial tile and out of the full one that replaced it. */
export const hostileTiles = (make: (tiles: log.TiledLog) => Promise<unknown>): readonly Feed[] => [
  { oneIn: 2, seeds: [tileAt(FULL)], parse: (input) => make({ read: only(FULL, () => input), size: SIZE }) },
  ...bytes((input) => make({ read: only(PARTIAL, () => input), size: SIZE }), tileAt(PARTIAL)),
];

/** What a view of such a log is asked for, and whether it answered as it should of a log in health. */
interface Question {
  readonly held: Uint8Array;
  readonly ask: (view: log.LogView) => Promise<boolean>;
}

const SCAN: Question = { held: AFTER, ask: async (view) => (await view.scan(0, WANTED)).found.length === SIZE };
const PROVE: Question = {
  held: AFTER,
  ask: async (view) => log.verifyProof(await view.proveInclusion(leafAt(1), 1), leafAt(1), POLICY) !== undefined,
};
const ADVANCE: Question = {
  held: BEFORE,
  ask: async (view) => (await view.advance(AFTER)).checkpoint.size === SIZE,
};

const viewOf = (held: Uint8Array, read: log.TileReader): log.LogView =>
  new log.LogView({ policy: POLICY, read, state: Buffer.from(held).toString('utf8') });

/** Asks again after whatever came of the first time. A refusal then is no answer: the log is in health. */
async function thenHealthy(first: Promise<unknown>, again: () => Promise<boolean>): Promise<unknown> {
  await Promise.allSettled([first]);
  if (!(await again().catch(() => false))) throw new TypeError('what a log served once was kept');
  return first;
}

const tileFeed = (path: string, { held, ask }: Question): Feed => ({
  oneIn: VIEWS,
  seeds: [tileAt(path)],
  parse: (input) => {
    let served = input;
    const view = viewOf(
      held,
      only(path, () => served),
    );
    const mend = (): Promise<boolean> => {
      served = tileAt(path);
      return ask(view);
    };
    return thenHealthy(ask(view), mend);
  },
});

const checkpointFeed: Feed = {
  oneIn: VIEWS,
  seeds: [AFTER],
  parse: (input) => {
    const view = viewOf(
      BEFORE,
      only(PARTIAL, () => tileAt(PARTIAL)),
    );
    return thenHealthy(view.advance(input), () => ADVANCE.ask(view));
  },
};

/** Ways to a view of a log that serves mutated bundles, tiles and checkpoints. */
export const HOSTILE_LOG: readonly Feed[] = [
  tileFeed(BUNDLE, SCAN),
  tileFeed(PARTIAL, PROVE),
  tileFeed(FULL, PROVE),
  tileFeed(PARTIAL, ADVANCE),
  tileFeed(FULL, ADVANCE),
  checkpointFeed,
];
