/** What somebody may be here. A session has one of them. */
export const ROLES = ['coach', 'administrator'] as const;
export type Role = (typeof ROLES)[number];

/** Which capacities make somebody what. */
export type RoleRules = Readonly<Record<Role, readonly string[]>>;

/** Capacities of one account beyond which the rest is not looked at. */
const MAX_CAPACITIES = 256;

/**
 * The capacities that a claim tells: one, or a list of them. ACM/IDM writes the organisations of one right behind each other,
 * `right-context:KEY1, KEY2`, which are as many capacities.
 *
 * @param claim as it stands in a verified ID token
 */
export function capacitiesOf(claim: unknown): readonly string[] {
  const told = Array.isArray(claim) ? claim : [claim];
  return told
    .slice(0, MAX_CAPACITIES)
    .filter((each) => typeof each === 'string')
    .flatMap(organisationsApart)
    .slice(0, MAX_CAPACITIES);
}

function organisationsApart(capacity: string): readonly string[] {
  const colon = capacity.indexOf(':');
  if (colon < 0) return [capacity];
  return capacity
    .slice(colon + 1)
    .split(',')
    .map((organisation) => `${capacity.slice(0, colon)}:${organisation.trim()}`);
}

/** Of some capacities, those that make somebody something here; no other is kept. */
export const capacitiesThatCount = (capacities: readonly string[], rules: RoleRules): readonly string[] =>
  capacities.filter((capacity) => ROLES.some((role) => rules[role].includes(capacity)));

/** Each comparison is of whole texts: a capacity of another organisation is another capacity. */
export const rolesOf = (capacities: readonly string[], rules: RoleRules): readonly Role[] =>
  ROLES.filter((role) => capacities.some((capacity) => rules[role].includes(capacity)));
