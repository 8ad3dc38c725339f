import { readArchive } from '@fit4work/archive';
import {
  encodeSeries,
  encodeSummary,
  leafOf,
  METRICS,
  parseSignedCheckpoint,
  type Sample,
  sealEnvelope,
  signErasureCounts,
  signingKey,
  summarise,
  toHex,
  type Window,
  windowsOf,
} from '@fit4work/protocol';
import sodium from 'libsodium-wrappers';
import { beforeAll, describe, expect, it } from 'vitest';
import { openBook } from '../../test/audit-kit.js';
import { createKit, openLog, payloadOf } from '../../test/kit.js';
import { buildApp } from '../app.js';
import { isDayEnd } from './pack-days.js';

/* Promise 5 of the design: what an auditor is told does not depend on what was measured. Two populations are sealed as agents
   seal, at the same times, and everything that an auditor can ask is compared byte by byte. */

const DAY = '2026-11-25';
const ZONE = 'Europe/Brussels';
const PEOPLE = 6;
const PERIOD = 'from=2026-11-24&until=2026-11-26';

/** What one person's wearable measured in a minute. */
type Body = (person: number, minute: number, at: number) => readonly Sample[];

/** Awake and moving by day, asleep by night. */
const fit: Body = (person, minute, start) => {
  const asleep = minute < 7 * 60;
  return [
    { metric: 'steps', start, duration: 60, value: asleep ? 0 : 40 + ((minute * 7 + person) % 90) },
    { metric: 'heart-rate', start, value: asleep ? 48 + (minute % 5) : 90 + ((minute + person) % 60) },
    ...(asleep ? [{ metric: 'sleep', start, duration: 60, stage: 'deep' } as const] : []),
  ];
};
/** One lies in bed, another left the wearable in a drawer. */
const ill: Body = (person, _minute, start) => (person % 2 === 0 ? [] : [{ metric: 'heart-rate', start, value: 118 }]);

/** Deterministic bytes, the same for both populations: only what was measured differs. */
const bytes = (length: number, ...seed: number[]): Uint8Array => {
  const block = leafOf(new Uint8Array(seed.flatMap((part) => [part & 255, (part >> 8) & 255])));
  return block.slice(0, length);
};

interface Due {
  readonly time: number;
  readonly person: number;
  readonly window: Window;
}

/** Until when quarters and hours are sealed; the day is, when it ends. */
const MORNING = (windowsOf(DAY, 'day', ZONE)[0]?.start ?? 0) + 3 * 3600;

/** Envelopes of the day with the second at which they fall due. */
const due: readonly Due[] = (['raw', 'hour', 'day'] as const)
  .flatMap((granularity) => windowsOf(DAY, granularity, ZONE))
  .filter(({ granularity, end }) => granularity === 'day' || end <= MORNING)
  .flatMap((window) => Array.from({ length: PEOPLE }, (_, person) => ({ time: window.end, person, window })))
  .sort((a, b) => a.time - b.time || a.person - b.person);

function plaintexts(samples: readonly Sample[], window: Window): readonly Uint8Array[] {
  const inside = samples.filter(({ start }) => start >= window.start && start < window.end);
  const { granularity } = window;
  if (granularity !== 'raw')
    return summarise(inside, window).map((values) => encodeSummary({ granularity, wornSeconds: 0, values }));
  return METRICS.map((metric) =>
    encodeSeries({ metric, worn: [], samples: inside.filter((sample) => sample.metric === metric) }, window.start),
  );
}

/** The leaves of a population, in the order in which they fall due. */
function leavesOf(body: Body): readonly Uint8Array[] {
  const start = windowsOf(DAY, 'day', ZONE)[0]?.start ?? 0;
  const days = Array.from({ length: PEOPLE }, (_, person) =>
    Array.from({ length: 1440 }, (_, minute) => body(person, minute, start + 60 * minute)).flat(),
  );
  const heads = new Map<number, { sequence: number; leaf: Uint8Array }>();
  return due.map(({ person, window }) => {
    const { sequence, leaf: previous } = heads.get(person) ?? { sequence: 0, leaf: new Uint8Array(32) };
    const header = {
      ...{ pseudonym: bytes(16, person), agent: 1, sequence: sequence + 1, previous },
      ...{
        windowStart: window.start,
        granularity: window.granularity,
        revision: 0,
        salt: bytes(32, 1, person, sequence),
      },
    };
    const boxes = plaintexts(days[person] ?? [], window).map((plaintext, i) => ({
      plaintext,
      ...{ dataKey: bytes(32, 2, person, sequence, i), nonce: bytes(12, 3, person, sequence, i) },
    }));
    const leaf = leafOf(sealEnvelope(header, boxes, signingKey(bytes(32, 4, person))));
    heads.set(person, { sequence: sequence + 1, leaf });
    return leaf;
  });
}

/** Everything that an auditor can ask of a log with these leaves, each answer with its status and headers. */
async function auditorsView(leaves: readonly Uint8Array[]): Promise<Readonly<Record<string, string>>> {
  const kit = createKit();
  let now = 0;
  const clock = () => now;
  const { book, noting, portsOf } = openBook(kit, clock);
  const log = openLog(kit, noting, { clock });
  for (let at = 0; at < due.length; ) {
    now = due[at]?.time ?? 0;
    const batch = leaves.slice(at, at + 64).filter((_, i) => due[at + i]?.time === now);
    log.anchor.receive(payloadOf(batch));
    await log.anchor.commit();
    now += 2;
    expect(await log.publication.attempt()).toBe('published');
    at += batch.length;
  }
  const key = signingKey(new Uint8Array(32).fill(3));
  const months = [{ month: '2026-11', certificates: 6 }];
  const issued = now;
  const erasures = async () => ({ months, issued, bytes: signErasureCounts({ months, issued }, key) });
  const audit = { ...portsOf(log), erasures };
  const app = buildApp({ read: log.folder.read, status: () => log.anchor.status(), audit: () => audit });
  const urls = [
    ...[`/audit?${PERIOD}`, `/audit/report.nl.txt?${PERIOD}`, `/audit/report.en.txt?${PERIOD}`],
    ...[`/audit/blocks?day=${DAY}`, '/v1/status', '/healthz', '/openapi.json', '/policy', '/audit'],
  ];
  const view: Record<string, string> = {};
  for (const url of urls) {
    const { statusCode, headers, body } = await app.inject(url);
    const { date: _, ...others } = headers;
    view[url] = JSON.stringify([statusCode, others, body]);
  }
  const pack = await app.inject(`/audit/pack?${PERIOD}`);
  for (const [name, bytes] of readArchive(new Uint8Array(pack.rawPayload))) {
    view[`pack: ${name}`] =
      OF_HASHES.includes(name) || isDayEnd(name) ? `${bytes.length} bytes` : Buffer.from(bytes).toString('utf8');
  }
  view.sizes = JSON.stringify(await sizesOf(log.folder.read));
  log.store.close();
  book.close();
  kit.remove();
  return view;
}

/** Members of a pack that hold hashes or signatures, which differ with every bit of an envelope and tell nothing of it. */
const OF_HASHES = ['blocks.cborseq', 'checkpoint', 'consistency.txt', 'links.bin', 'MANIFEST.json', 'MANIFEST.note'];

/** Lengths of what the log serves: the bytes are hashes, and hashes differ. */
async function sizesOf(read: (path: string) => Promise<Uint8Array | undefined>): Promise<readonly unknown[]> {
  const { size } = parseSignedCheckpoint((await read('checkpoint')) ?? new Uint8Array(0)).checkpoint;
  const paths = ['checkpoint', `tile/0/000.p/${size}`, `tile/entries/000.p/${size}`, 'blocks/0', 'blocks/latest'];
  return Promise.all(paths.map(async (path) => (await read(path))?.length ?? `${path} is missing`));
}

describe('what an auditor is told', () => {
  let healthy: readonly Uint8Array[];
  beforeAll(async () => {
    await sodium.ready;
    healthy = leavesOf(fit);
  });

  it('is the same bytes for people in health and for people in bed', async () => {
    const bedridden = leavesOf(ill);
    const shared = new Set(healthy.map(toHex));
    expect(bedridden.filter((leaf) => shared.has(toHex(leaf)))).toEqual([]);
    expect(healthy.length).toBe(PEOPLE * (12 + 3 + 1));
    const [one, other] = [await auditorsView(healthy), await auditorsView(bedridden)];
    expect(one[`/audit?${PERIOD}`]).toContain('leaves\\":78');
    expect(other).toEqual(one);
    expect(Object.keys(one).filter((name) => name.startsWith('pack: '))).toHaveLength(14);
  });

  it('would differ if the mechanics did: an envelope less is seen', async () => {
    const view = await auditorsView(healthy);
    const fewer = await auditorsView(healthy.map((leaf, i) => (i === 7 ? (healthy[6] ?? leaf) : leaf)));
    expect(fewer[`/audit?${PERIOD}`]).not.toBe(view[`/audit?${PERIOD}`]);
  });
});
