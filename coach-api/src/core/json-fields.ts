/** Members of a JSON object. */
export type Fields = Readonly<Record<string, unknown>>;

export const isRecord = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const hasExactly = (value: Fields, names: readonly string[]): boolean =>
  Object.keys(value).length === names.length && names.every((name) => name in value);
