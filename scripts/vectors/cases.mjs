/* The form of a vector file (vectors/README.md). Bytes stay bytes until they are written. */

/** @typedef {Record<string, unknown>} Members */
/** @typedef {{ name: string, clause: string, valid: boolean } & Members} Case */
/** @typedef {{ description: string, spec: string, keys?: Members, cases: readonly Case[] }} VectorFile */

/** @param {string} name @param {string} clause @param {Members} members @returns {Case} */
export const valid = (name, clause, members) => ({ name, clause, valid: true, ...members });

/**
 * @param {string} name @param {string} clause
 * @param {Members & { refused: string | true }} members `refused`: the codes of clause 1.5, between spaces, or true for any
 * @returns {Case}
 */
export const invalid = (name, clause, { refused, ...members }) => ({
  name,
  clause,
  valid: false,
  ...members,
  refused: refused === true ? true : refused.split(' '),
});
