/** What stays in a field once it was sent: what was typed after it meanwhile, or all of what was changed. */
export const unsentOf = (typed: string, sent: string): string =>
  typed.startsWith(sent) ? typed.slice(sent.length).trimStart() : typed;
