/** A client id belongs to its user: nobody can take over another one's session. */
export const isClientIdOf = (clientId: string, userName: string): boolean =>
  clientId.length <= 64 && (clientId === userName || clientId.startsWith(`${userName}-`));
