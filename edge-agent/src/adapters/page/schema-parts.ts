/* What the schemas of the page's API are made of. */

/** What comes in: all of these and nothing else, but for what may be left out. */
export const closed = <const P extends Shapes, const R extends readonly (keyof P & string)[]>(
  properties: P,
  required: R,
) => ({ type: 'object', properties, required, additionalProperties: false }) as const;

/** What goes out, which may tell more than is named here. */
export const answer = <const P extends Shapes>(properties: P, description: string) => ({
  ...{ type: 'object', properties, required: Object.keys(properties), additionalProperties: true },
  description,
});

/** An answer of another type than JSON. */
export const ofType = (type: string, schema: object, description: string) => ({
  ...{ description, content: { [type]: { schema } } },
});

type Shapes = Readonly<Record<string, object>>;

export const nullable = (schema: object) => ({ anyOf: [schema, { type: 'null' }] });
export const listOf = (items: object) => ({ type: 'array', items });

export const Text = { type: 'string' } as const;
export const Count = { type: 'integer' } as const;
export const Flag = { type: 'boolean' } as const;
export const Any = { type: 'object', additionalProperties: true } as const;
export const Time = { type: 'integer', description: 'Unix seconds' } as const;
export const Day = { type: 'string', pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}$', description: 'a civil day' } as const;
export const Id = { type: 'string', pattern: '^[0-9a-f]{64}$', description: 'leaf of a record, or a digest' } as const;
export const Metric = { enum: ['steps', 'heart-rate', 'sleep'] } as const;
export const Granularity = { enum: ['raw', 'hour', 'day'] } as const;
export const Language = { enum: ['nl', 'en'] } as const;
export const Passphrase = { type: 'string', minLength: 1, maxLength: 1024 } as const;
export const Coach = { type: 'string', minLength: 1, maxLength: 256 } as const;
export const Proof = nullable(
  answer(
    { index: Count, size: Count, witnesses: Count, seen: nullable(Time) },
    'place in the log of that size, how many witnesses confirmed it, and when the first of them saw it',
  ),
);
export const Days = answer({ from: Day, until: Day }, 'first and last civil day');
