/** A client id belongs to its user: nobody can take over another one's session. */
export const isClientIdOf = (clientId: string, userName: string): boolean =>
  clientId.length <= 64 && (clientId === userName || clientId.startsWith(`${userName}-`));

/** Whether the user that a client id belongs to is an agent, whose name is a pseudonym. */
export const isAgentsClientId = (clientId: string): boolean => /^[0-9a-f]{32}(-|$)/.test(clientId);
