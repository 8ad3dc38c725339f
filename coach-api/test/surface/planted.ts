import type { JsonSchema, Operation } from './open-api.js';
import type { WireRequest } from './requests.js';

const HEADERS = [
  ...['accept', 'accept-language', 'cookie', 'f4w-csrf-token', 'origin', 'referer', 'sec-fetch-site', 'user-agent'],
  ...['x-forwarded-for', 'x-request-id', 'content-type', 'authorization', 'x-any'],
];

/** A value of the shape that is described, as far as that needs no thought. */
function plain(schema: JsonSchema): unknown {
  const { type, anyOf, properties = {}, items = {} } = schema;
  if ('const' in schema) return schema.const;
  if (schema.enum !== undefined) return schema.enum[0];
  if (anyOf?.[0] !== undefined) return plain(anyOf[0]);
  if (type === 'object') return mapped(properties, plain);
  if (type === 'array') return [plain(items)];
  if (type === 'string') return schema.pattern?.startsWith('^[0-9]{4}') ? '2026-05-01' : 'a';
  return type === 'boolean' ? true : (schema.minimum ?? 1);
}

const mapped = (properties: Readonly<Record<string, JsonSchema>>, make: (schema: JsonSchema) => unknown) =>
  Object.fromEntries(Object.entries(properties).map(([name, schema]) => [name, make(schema)]));

/** The same value once for each place in it, with a word there; and as the name of a member that is not described. */
function withWord(value: unknown, word: string): readonly unknown[] {
  if (Array.isArray(value)) return [word, ...value.flatMap((each) => withWord(each, word).map((other) => [other]))];
  if (typeof value !== 'object' || value === null) return [word];
  const members = Object.entries(value).flatMap(([name, each]) =>
    withWord(each, word).map((other) => ({ ...value, [name]: other })),
  );
  return [word, { ...value, [word]: word }, ...members];
}

/** Requests of one operation with a word in one field each, whatever the field. */
export function planted({ method, path, parameters, body }: Operation, word: string): readonly WireRequest[] {
  const filled = (of: string): string => path.replace(/\{[^}]+\}/g, of);
  const query = parameters.filter((each) => each.in === 'query').map(({ name }) => name);
  const type = { 'content-type': body?.type ?? 'application/json' };
  const bare = { method, url: filled('a'), headers: {}, payload: undefined };
  const bodies = body === undefined ? [] : withWord(plain(body.schema), word).map((each) => JSON.stringify(each));
  return [
    { ...bare, url: filled(word) },
    { ...bare, url: `${filled(word)}/${word}%zz` },
    ...[...query, word].map((name) => ({ ...bare, url: `${filled('a')}?${name}=${word}` })),
    ...HEADERS.map((name) => ({ ...bare, headers: { [name]: word } })),
    ...[`f4w-session=${word}`, `${word}=1`].map((cookie) => ({ ...bare, headers: { cookie } })),
    ...[...bodies, word, `{"${word}"`, `logout_token=${word}&${word}=1`].map((payload) => ({
      ...bare,
      ...{ headers: type, payload },
    })),
  ];
}
