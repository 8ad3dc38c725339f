import { brokenRecords } from './breaks.mjs';
import { sha256 } from './bytes.mjs';
import { invalid, valid } from './cases.mjs';
import { record } from './cose.mjs';
import { brokenFields } from './fields.mjs';
import { KEYS } from './keys.mjs';

/* A file of signed records: those that are right, each with its value; then one of them broken in every way. */

/** @typedef {'identity' | 'agent' | 'coachApi'} Signer */
/** @typedef {{ readonly name: string, readonly clause?: string, readonly value: any, readonly key?: Signer, readonly more?: object }} Right */
/** @typedef {{ readonly name: string, readonly clause?: string, readonly body: readonly unknown[], readonly signer?: Signer, readonly more?: object, readonly refused?: string }} Wrong */

/**
 * @typedef {object} Kind
 * @property {string} kind
 * @property {string} clause
 * @property {string} description
 * @property {Signer} key
 * @property {(value: any) => readonly unknown[]} body the fields of a value, in order
 * @property {Readonly<Record<number, import('./fields.mjs').Breaks>>} types
 * @property {readonly Right[]} right the first is the one that is broken
 * @property {readonly Wrong[]} wrong what is well signed and breaks a rule of the clause itself
 * @property {readonly import('./cases.mjs').Case[]} [others]
 * @property {object} [more] members of every case
 */

/** @param {Kind} kind @returns {import('./cases.mjs').VectorFile} */
export function recordFile({ kind, clause, description, key, body, types, right, wrong, others = [], more = {} }) {
  const signed = { kind, key: KEYS[key], body: body(right[0]?.value) };
  const accepted = right.map((one) => {
    const bytes = record({ ...signed, key: KEYS[one.key ?? key], body: body(one.value) });
    const members = { ...more, ...one.more, key: one.key ?? key, bytes, leaf: sha256(bytes), expect: one.value };
    return valid(one.name, one.clause ?? clause, members);
  });
  const refused = wrong.map((one) => {
    const bytes = record({ ...signed, key: KEYS[one.signer ?? key], body: one.body });
    const members = { key, ...more, ...one.more, bytes };
    return invalid(one.name, one.clause ?? clause, { ...members, refused: one.refused ?? 'malformed out-of-range' });
  });
  const broken = [...brokenRecords(signed, key), ...brokenFields(signed, { key, clause, types })];
  const { identity, agent, coachApi, stranger, smallOrder } = KEYS;
  return {
    description,
    spec: clause.includes('.') ? `SPEC.md clauses ${clause} and 1.6` : `SPEC.md section ${clause} and clause 1.6`,
    keys: { identity, agent, coachApi, stranger, smallOrder },
    cases: [...accepted, ...refused, ...broken.map((one) => ({ ...one, ...more })), ...others],
  };
}
