/** Whom a key speaks for, after its token was checked. */
export type Principal =
  | { readonly kind: 'agent'; readonly pseudonym: string }
  | { readonly kind: 'coach-api' }
  | { readonly kind: 'anchor' };

export const SERVICE_ROLES = ['coach-api', 'anchor'] as const;

/** The name that a principal goes by: the MQTT user name, and the subject of its tokens. */
export const userNameOf = (principal: Principal): string =>
  principal.kind === 'agent' ? principal.pseudonym : principal.kind;

/** Whom a name stands for, once somebody proved to be it. */
export function principalNamed(name: string): Principal | undefined {
  const kind = SERVICE_ROLES.find((role) => role === name);
  if (kind !== undefined) return { kind };
  return /^[0-9a-f]{32}$/.test(name) ? { kind: 'agent', pseudonym: name } : undefined;
}
