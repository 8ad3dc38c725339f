/** Who stands behind a connection, after the token was checked. */
export type Principal =
  | { readonly kind: 'agent'; readonly pseudonym: string }
  | { readonly kind: 'coach-api' }
  | { readonly kind: 'anchor' };

export const SERVICE_ROLES = ['coach-api', 'anchor'] as const;

/** The MQTT user name that a principal goes by. */
export const userNameOf = (principal: Principal): string =>
  principal.kind === 'agent' ? principal.pseudonym : principal.kind;

/** A client id belongs to its user: nobody can take over another one's session. */
export const isClientIdOf = (clientId: string, userName: string): boolean =>
  clientId.length <= 64 && (clientId === userName || clientId.startsWith(`${userName}-`));
