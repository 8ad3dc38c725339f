import type * as Door from '../../protocol/dist/index.js';
import { type Kind, type Members, type Protocol, type Use, unquestioned } from './kind.js';
import { bytesOf, input, listOf, pick } from './values.js';

/* Encodings, days, plaintexts, topics, tokens: what is neither signed nor sealed. */

/** CBOR values in JSON: bytes as `{"bytes": hex}`, maps as `{"map": [[key, value], …]}`. */
function cborJson(protocol: Protocol, value: unknown): unknown {
  const inner = (one: unknown): unknown => cborJson(protocol, one);
  if (value instanceof Uint8Array) return { bytes: protocol.toHex(value) };
  if (value instanceof Map) return { map: [...value].map((entry) => entry.map(inner)) };
  return Array.isArray(value) ? value.map(inner) : value;
}

function cborValue(protocol: Protocol, value: unknown): unknown {
  const inner = (one: unknown): unknown => cborValue(protocol, one);
  if (Array.isArray(value)) return value.map(inner);
  if (typeof value !== 'object' || value === null) return value;
  if ('bytes' in value) return bytesOf(protocol, value.bytes);
  return new Map(listOf((value as Members).map).map((entry) => listOf(entry).map(inner) as [unknown, unknown]));
}

const cbor: Kind = {
  read: (one, use) => cborJson(use.protocol, use.protocol.decodeCbor(input(one, 'bytes', use))),
  also: (one, { protocol }) => [[protocol.encodeCbor(cborValue(protocol, one.expect)), one.bytes]],
};

const texts: Kind = {
  read: ({ op, text }, { protocol }) => {
    if (op === 'base64url') return protocol.fromBase64Url(String(text));
    return op === 'hex' ? protocol.fromHex(String(text)) : protocol.fromRfc3339(String(text));
  },
  also: ({ op, text, expect }, { protocol }) => {
    if (op === 'instant') return [[protocol.toRfc3339(Number(expect)), text]];
    const bytes = bytesOf(protocol, expect);
    return [[op === 'hex' ? protocol.toHex(bytes) : protocol.toBase64Url(bytes), text]];
  },
};

const civilDays: Kind = {
  read: ({ op, zone, date, time, granularity }, { protocol }) => {
    if (op === 'day') return protocol.civilDay(Number(time), String(zone));
    if (op === 'bounds') return protocol.civilDayBounds(String(date), String(zone));
    const known = protocol.GRANULARITIES.find((one) => one === granularity) ?? 'raw';
    return protocol.windowsOf(String(date), known, String(zone)).map(({ start, end }) => [start, end]);
  },
};

const series: Kind = {
  read: (one, use) =>
    one.op === 'write'
      ? use.protocol.encodeSeries(one.value as Door.Series, Number(one.from))
      : use.protocol.decodeSeries(input(one, 'bytes', use), Number(one.from)),
  also: (one, { protocol }) => [[protocol.encodeSeries(one.expect as Door.Series, Number(one.from)), one.bytes]],
};

interface Summarised {
  readonly samples: readonly Door.Sample[];
  readonly worn: readonly Door.Interval[];
  readonly window: Door.Window;
  readonly reference?: number;
  readonly expect: Door.MetricSummary;
}

/** The summary of the metric that is expected. */
function summarised(one: unknown, { protocol }: Use): Door.MetricSummary | undefined {
  const { samples, window, reference, expect } = one as Summarised;
  return protocol.summarise(samples, window, reference).find(({ metric }) => metric === expect.metric);
}

function writable({ window, expect }: Summarised, { protocol }: Use): Uint8Array {
  const granularity = window.granularity === 'day' ? 'day' : 'hour';
  return protocol.encodeSummary({ granularity, wornSeconds: 0, values: expect });
}

const summaries: Kind = {
  read: (one, use) => {
    const { worn, window } = one as unknown as Summarised;
    if (one.op === 'summarise') return summarised(one, use);
    if (one.op === 'worn') return use.protocol.wornSeconds(worn, window);
    if (one.op === 'write') return use.protocol.encodeSummary(one.value as Door.Summary);
    return use.protocol.decodeSummary(input(one, 'bytes', use));
  },
  also: (one, use) => {
    if (one.op === 'worn') return [];
    if (one.op === undefined) return [[use.protocol.encodeSummary(one.expect as Door.Summary), one.bytes]];
    const { values } = use.protocol.decodeSummary(writable(one as unknown as Summarised, use));
    return [[values, one.expect]];
  },
};

const topics: Kind = {
  read: ({ topic }, { protocol }) => protocol.parsePersonTopic(String(topic)),
  also: ({ topic, expect }, { protocol }) => {
    const { pseudonym, direction, kind } = expect as Door.PersonTopic;
    return [[direction === 'up' ? protocol.TOPICS.up(pseudonym, kind) : protocol.TOPICS.down(pseudonym, kind), topic]];
  },
};

interface ToldDays {
  readonly metrics: readonly Door.Metric[];
  readonly granularity: 'day' | 'hour';
  readonly dates: readonly string[];
  readonly boxes: readonly Door.OpenedBox[];
  readonly withheld: readonly (readonly [Door.Metric, string, 'erased' | 'not-shared'])[];
}

function toldDays(one: unknown, { protocol }: Use): Door.DaysAnswer {
  const { dates, boxes, withheld, ...ask } = one as ToldDays;
  const whyNot = (metric: Door.Metric, day: string) =>
    withheld.find(([ofMetric, ofDay]) => ofMetric === metric && ofDay === day)?.[2];
  return protocol.answerDays(ask, dates, { opened: boxes, withheld: whyNot });
}

const figures: Kind = {
  read: (one, use) => {
    if (one.op === 'days') return toldDays(one, use);
    if (one.op === 'stands') return use.protocol.standingBox(listOf(one.boxes) as readonly Door.AgentBox[])?.agent;
    const metrics = listOf(one.metrics) as readonly Door.Metric[];
    return use.protocol.figuresOf(listOf(one.days) as readonly Door.DayAnswer[], metrics, Number(one.now));
  },
};

/**
 * The protocol writes tokens and leaves reading them to the broker, whose own suite runs the invalid cases. Here a token is
 * right where it is the one that its client would sign.
 */
const token: Kind = {
  read: ({ userName, now, token: given, key, payload }, { protocol, keys }) => {
    const signer = protocol.signingKey(protocol.fromHex(keys[String(key)]?.seed ?? ''));
    if (protocol.signToken(signer, String(userName), Number(now)) !== given) return undefined;
    return JSON.parse(String(payload));
  },
};

const recoveryToken: Kind = {
  read: ({ now, token: given, key }, { protocol, keys }) => {
    const token = protocol.parseRecoveryToken(String(given));
    const identity = protocol.fromHex(keys[String(key)]?.publicKey ?? '');
    protocol.verifyRecoveryToken(token, identity, Number(now));
    return pick(token, ['issued', 'expires']);
  },
  also: ({ token: given, key, expect }, { protocol, keys }) => {
    const identity = protocol.signingKey(protocol.fromHex(keys[String(key)]?.seed ?? ''));
    return [[protocol.signRecoveryToken(identity, (expect as { readonly issued: number }).issued), given]];
  },
};

const block: Kind = {
  read: (one, use) => {
    const { protocol } = use;
    const parse = (): Door.Block => protocol.parseBlock(input(one, 'bytes', use));
    const parsed = one.op === 'link' ? unquestioned(parse) : parse();
    const before = one.before == null ? undefined : protocol.parseBlock(input(one, 'before', use));
    if (one.before !== undefined) protocol.verifyLink(parsed, before);
    if (one.first !== undefined) protocol.verifyBinding(parsed, input(one, 'first', use));
    return parsed;
  },
  also: (one, use) => {
    const parsed = use.protocol.parseBlock(input(one, 'bytes', use));
    return [
      [use.protocol.encodeBlock(parsed), one.bytes],
      [use.protocol.blockHash(parsed), one.hash],
    ];
  },
};

export const FORMS: Readonly<Record<string, Kind>> = {
  texts,
  cbor,
  'civil-days-and-windows': civilDays,
  series,
  summaries,
  figures,
  topics,
  token,
  'recovery-token': recoveryToken,
  block,
};
