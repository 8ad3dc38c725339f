import { members, number } from './read-json.js';

/** Where something was verified to stand in the log, and how many witnesses confirmed that log. */
export const readProof = members({ index: number, witnesses: number });
export type Proof = ReturnType<typeof readProof>;

/** What stands in the log alone, and no witness confirmed, is whatever the operator says. */
export const hasNoWitness = ({ witnesses }: Proof): boolean => witnesses === 0;
