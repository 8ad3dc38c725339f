import fc from 'fast-check';
import type { JsonSchema, Operation, Parameter } from './open-api.js';

/** What goes over the wire. */
export interface WireRequest {
  readonly method: Operation['method'];
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly payload: string | Buffer | undefined;
}

/** Values that mean something to this service, by the name of what has them: most of a valid request would be refused otherwise. */
export type Known = Readonly<Record<string, readonly unknown[]>>;

/** Parts of a request, before they are written. */
interface Parts {
  readonly path: Readonly<Record<string, unknown>>;
  readonly query: Readonly<Record<string, unknown>>;
  readonly body: unknown;
}

const WILD_TEXTS = [
  ...['', ' ', '\u0000', '%00', '../../etc/passwd', "' OR 1=1 --", '{{7*7}}', '💚', '\ud800', 'A'.repeat(3_000)],
  ...['__proto__', 'constructor', '-1', '1e309', 'NaN', 'null', '2026-02-30', '9999-99-99', '0000-00-00'],
];
const wildText = fc.oneof(fc.constantFrom(...WILD_TEXTS), fc.string({ unit: 'binary', maxLength: 40 }));
const wildValue = fc.oneof(
  ...[wildText, fc.double(), fc.maxSafeInteger(), fc.boolean(), fc.constant(null)],
  ...[fc.array(fc.anything({ maxDepth: 2 }), { maxLength: 3 }), fc.jsonValue({ maxDepth: 4 })],
);

const CONTENT_TYPES = [
  ...[
    '',
    'application/json',
    'application/json; charset=utf-8',
    'application/json; charset=utf-16',
    'APPLICATION/JSON',
  ],
  ...['text/plain', 'text/html', 'application/xml', 'application/octet-stream', 'multipart/form-data; boundary=x'],
  ...['application/x-www-form-urlencoded', 'application/json;', ';', '/', 'a/b/c', 'application/problem+json'],
  ...['application/json, text/plain', 'x'.repeat(500)],
];

/** Deeper, longer or otherwise than any parser likes it. */
const RAW_BODIES = [
  ...['', '{', '[', 'null', '""', '{"a":', '\uFEFF{}', '{"__proto__":{"x":1}}', '{"constructor":{"prototype":{}}}'],
  ...['['.repeat(15_000), '{"a":'.repeat(5_000), '[]'.repeat(9), `"${'x'.repeat(40_000)}"`, '1e999', 'a=1&a=2'],
  ...['x'.repeat(300_000), 'logout_token=a&logout_token=b', 'logout_token='],
];

const texts = ({ pattern, minLength = 0, maxLength = 300 }: JsonSchema): fc.Arbitrary<string> => {
  if (pattern === undefined) return fc.string({ minLength, maxLength: Math.min(maxLength, 300) });
  // What looks ahead cannot be made from its pattern.
  if (pattern.includes('(?')) return fc.constantFrom('/', '/people?x=1');
  return fc.stringMatching(new RegExp(pattern)).filter(({ length }) => length >= minLength && length <= maxLength);
};

/** Values as a schema has them. */
function valid(schema: JsonSchema, known: Known, name = ''): fc.Arbitrary<unknown> {
  const mean = known[name];
  const any = made(schema, known);
  return mean === undefined ? any : fc.oneof({ weight: 19, arbitrary: fc.constantFrom(...mean) }, any);
}

function made(schema: JsonSchema, known: Known): fc.Arbitrary<unknown> {
  const { type, anyOf, properties = {}, required = [], items = {}, minimum = -9_999, maximum = 9_999 } = schema;
  if ('const' in schema) return fc.constant(schema.const);
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum);
  if (anyOf !== undefined) return fc.oneof(...anyOf.map((each) => valid(each, known)));
  if (type === 'string') return texts(schema);
  if (type === 'integer') return fc.integer({ min: minimum, max: maximum });
  if (type === 'number') return fc.double({ min: minimum, max: maximum, noNaN: true });
  if (type === 'boolean') return fc.boolean();
  if (type === 'array') return fc.array(valid(items, known), { maxLength: Math.min(schema.maxItems ?? 4, 4) });
  if (type === 'null') return fc.constant(null);
  const members = Object.entries(properties).map(([name, each]) => [name, valid(each, known, name)] as const);
  return fc.record(Object.fromEntries(members), { requiredKeys: [...required] });
}

function parametersOf(parameters: readonly Parameter[], where: Parameter['in'], known: Known) {
  const named = parameters.filter((each) => each.in === where);
  const members = named.map(({ name, schema }) => [name, valid(schema, known, name)] as const);
  const requiredKeys = named.filter(({ required }) => required).map(({ name }) => name);
  return fc.record<Record<string, unknown>>(Object.fromEntries(members), { requiredKeys });
}

const validParts = ({ parameters, body }: Operation, known: Known): fc.Arbitrary<Parts> =>
  fc.record({
    path: parametersOf(parameters, 'path', known),
    query: parametersOf(parameters, 'query', known),
    body: body === undefined ? fc.constant(undefined) : valid(body.schema, known),
  });

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** One member is gone, is another, or is one too many. */
const spoiled = (value: unknown): fc.Arbitrary<unknown> => {
  if (!isObject(value)) return wildValue;
  const names = Object.keys(value);
  const added = fc.tuple(fc.oneof(fc.constant('extra'), wildText), wildValue);
  const one = names.length === 0 ? added.map(([name]) => name) : fc.constantFrom(...names);
  return fc.oneof(
    one.map((gone) => Object.fromEntries(Object.entries(value).filter(([name]) => name !== gone))),
    fc.tuple(one, wildValue).map(([name, other]) => ({ ...value, [name]: other })),
    added.map(([name, other]) => ({ ...value, [name]: other })),
  );
};

const spoiledParts = (parts: Parts): fc.Arbitrary<Parts> =>
  fc.oneof(
    ...(Object.keys(parts.path).length > 0 ? [spoiledPath(parts)] : []),
    spoiled(parts.query).map((query) => ({ ...parts, query: isObject(query) ? query : {} })),
    spoiled(parts.body).map((body) => ({ ...parts, body })),
  );

const spoiledPath = (parts: Parts): fc.Arbitrary<Parts> =>
  fc
    .tuple(fc.constantFrom(...Object.keys(parts.path)), wildText)
    .map(([name, text]) => ({ ...parts, path: { ...parts.path, [name]: text } }));

/** A half of a pair of surrogates has no form in a URL. */
const encoded = (value: unknown): string => encodeURIComponent(Buffer.from(String(value)).toString());

function urlOf({ path }: Operation, parts: Parts): string {
  const filled = path.replace(/\{([^}]+)\}/g, (_all, name) => encoded(parts.path[name] ?? ''));
  const pairs = Object.entries(parts.query).map(([name, value]) => `${encoded(name)}=${encoded(textOf(value))}`);
  return pairs.length === 0 ? filled : `${filled}?${pairs.join('&')}`;
}

const textOf = (value: unknown): string => (typeof value === 'object' ? (JSON.stringify(value) ?? '') : String(value));

function bodyOf({ body }: Operation, value: unknown): string | undefined {
  if (body === undefined || value === undefined) return undefined;
  if (body.type !== 'application/x-www-form-urlencoded') return JSON.stringify(value);
  const fields = isObject(value) ? Object.entries(value) : [];
  return new URLSearchParams(Object.fromEntries(fields.map(([name, each]) => [name, textOf(each)]))).toString();
}

function written(operation: Operation, parts: Parts): WireRequest {
  const payload = bodyOf(operation, parts.body);
  const type: Record<string, string> =
    payload === undefined || operation.body === undefined ? {} : { 'content-type': operation.body.type };
  return { method: operation.method, url: urlOf(operation, parts), headers: type, payload };
}

const wildBody = fc.oneof(
  fc.constantFrom(...RAW_BODIES),
  fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
  fc.json({ maxDepth: 6 }),
);
const rawTail = fc.oneof(
  fc.constantFrom('', '?', '?%', '?%zz', '?a', '?a=1&a=2', '?__proto__[x]=1', '/', '//', '/..', '%2f', '%', '#a', ';a'),
  fc.stringMatching(/^\?[!-~]{0,60}$/),
);
const wildHeaders = fc.record(
  {
    accept: fc.constantFrom('*/*', 'application/fhir+json', 'text/html', '', ','.repeat(200), 'a/b;q=9'),
    'accept-language': fc.constantFrom('en', 'nl;q=x', '-', 'zz'),
    cookie: fc.constantFrom('f4w-session=', 'f4w-session=a; f4w-session=b', 'f4w-login=AAAA', '=;;=', '__proto__=1'),
    'x-forwarded-for': fc.constantFrom('192.0.2.1', 'x', '::1, ::1', ','),
    'content-encoding': fc.constantFrom('gzip', 'br', 'x'),
    'f4w-csrf-token': fc.constantFrom('', 'x'),
    origin: fc.constantFrom('null', 'https://evil.example', ''),
    expect: fc.constant('200-ok'),
  },
  { requiredKeys: [] },
);

/** Where a request goes that is known to be in order, and what is in it. */
export interface Example {
  readonly path: string;
  readonly body?: object | string;
}

function exampleOf(operation: Operation, { path, body }: Example): fc.Arbitrary<WireRequest> {
  const asked = (payload: string | undefined): WireRequest => ({
    ...{ method: operation.method, url: path, payload },
    headers: payload === undefined ? {} : { 'content-type': operation.body?.type ?? 'application/json' },
  });
  const good = fc.constant(asked(typeof body === 'object' ? JSON.stringify(body) : body));
  return typeof body === 'object'
    ? fc.oneof(
        good,
        spoiled(body).map((other) => asked(JSON.stringify(other))),
      )
    : good;
}

/** Requests of one operation: as it is described, almost so, and nothing like it. @param example one that is in order, where one is known */
export function requestsOf(
  operation: Operation,
  known: Known,
  example: Example | undefined,
): fc.Arbitrary<WireRequest> {
  const good = validParts(operation, known);
  const inOrder = good.map((parts) => written(operation, parts));
  const almost = good.chain(spoiledParts).map((parts) => written(operation, parts));
  const wild = fc
    .tuple(good, rawTail, wildHeaders, fc.constantFrom(...CONTENT_TYPES), fc.option(wildBody, { nil: undefined }))
    .map(([parts, tail, headers, type, payload]) => ({
      ...{ method: operation.method, url: urlOf(operation, { ...parts, query: {} }) + tail },
      headers: { ...headers, ...(type === '' ? {} : { 'content-type': type }) },
      payload,
    }));
  const given = example === undefined ? [] : [exampleOf(operation, example)];
  return fc.oneof(
    ...given,
    { weight: 2, arbitrary: inOrder },
    { weight: 2, arbitrary: almost },
    { weight: 1, arbitrary: wild },
  );
}
