/** Names are nowhere in the system: of a pseudonym the beginning is enough to tell a few dozen people apart. */
export const nameOf = (pseudonym: string): string => `${pseudonym.slice(0, 4)} ${pseudonym.slice(4, 8)}`;
