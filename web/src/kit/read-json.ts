/* Makes what is expected of JSON, or throws: an answer of another shape is shown to nobody as if it were one. */

export type Read<Value> = (json: unknown) => Value;

function expected<Value>(isIt: (json: unknown) => json is Value): Read<Value> {
  return (json) => {
    if (isIt(json)) return json;
    throw new TypeError('This answer has another shape.');
  };
}

export const text = expected((json) => typeof json === 'string');
export const number = expected((json) => typeof json === 'number');
export const flag = expected((json) => typeof json === 'boolean');
const object = expected((json): json is Readonly<Record<string, unknown>> => typeof json === 'object' && json !== null);
const array = expected((json): json is readonly unknown[] => Array.isArray(json));

export const orNull =
  <Value>(read: Read<Value>): Read<Value | null> =>
  (json) =>
    json === null ? null : read(json);

/** For what may be left out. */
export const orAbsent =
  <Value>(read: Read<Value>): Read<Value | undefined> =>
  (json) =>
    json === undefined ? undefined : read(json);

export const list =
  <Value>(read: Read<Value>): Read<readonly Value[]> =>
  (json) =>
    array(json).map(read);

export const oneOf = <const Value extends string>(...values: readonly Value[]): Read<Value> =>
  expected((json): json is Value => values.some((value) => value === json));

type Shape = Readonly<Record<string, Read<unknown>>>;
type Shaped<S extends Shape> = { readonly [K in keyof S]: ReturnType<S[K]> };

/** Of an object the members that are named; it may have more. */
export function members<const S extends Shape>(shape: S): Read<Shaped<S>> {
  const isShaped = (value: object): value is Shaped<S> => Object.keys(shape).every((name) => name in value);
  return (json) => {
    const from = object(json);
    const made: object = Object.fromEntries(Object.entries(shape).map(([name, read]) => [name, read(from[name])]));
    return expected((value): value is Shaped<S> => typeof value === 'object' && value !== null && isShaped(value))(
      made,
    );
  };
}
