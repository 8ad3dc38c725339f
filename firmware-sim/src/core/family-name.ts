export const FAMILY_NAMES = ['huami', 'infinitime', 'banglejs', 'standard'] as const;

export type FamilyName = (typeof FAMILY_NAMES)[number];

export function isFamilyName(value: unknown): value is FamilyName {
  return FAMILY_NAMES.some((name) => name === value);
}
