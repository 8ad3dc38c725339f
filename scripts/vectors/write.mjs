import { hex } from './bytes.mjs';

/* The text of a vector file: a member of a case a line, so that a change shows where it is. */

/** Bytes from this length on are looked through for what repeats. */
const LONG = 2048;
const REPEATED = /([\s\S]{1,400}?)\1{15,}/;

/** Bytes as hexadecimal; long ones that repeat themselves as parts. @param {Uint8Array} bytes @returns {unknown} */
function bytesValue(bytes) {
  const text = Buffer.from(bytes).toString('latin1');
  const found = bytes.length < LONG ? null : REPEATED.exec(text);
  if (found === null || found[0].length < LONG / 2) return hex(bytes);
  const [whole, unit = ''] = found;
  const after = found.index + whole.length;
  const repeated = { repeat: Buffer.from(unit, 'latin1').toString('hex'), times: whole.length / unit.length };
  return [hex(bytes.subarray(0, found.index)), repeated, bytesValue(bytes.subarray(after))].flat();
}

/** @param {unknown} value @returns {unknown} */
function plain(value) {
  if (value instanceof Uint8Array) return bytesValue(value);
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, plain(one)]));
}

/** @param {import('./cases.mjs').Members} members @param {string} indent */
function membersText(members, indent) {
  const lines = Object.entries(members).map(
    ([name, value]) => `${indent}  ${JSON.stringify(name)}: ${JSON.stringify(plain(value))}`,
  );
  return `{\n${lines.join(',\n')}\n${indent}}`;
}

/** @param {import('./cases.mjs').VectorFile} file @returns {string} */
export function written({ description, spec, keys, cases }) {
  const names = new Set(cases.map(({ name }) => name));
  if (names.size !== cases.length) throw new TypeError(`two cases have one name: ${twice(cases)}`);
  const accepted = cases.filter((one) => one.valid).length;
  const head = { description, spec, count: { valid: accepted, invalid: cases.length - accepted } };
  const lines = Object.entries(head).map(([name, value]) => `  ${JSON.stringify(name)}: ${JSON.stringify(value)}`);
  if (keys !== undefined) lines.push(`  "keys": ${membersText(keys, '  ')}`);
  lines.push(`  "cases": [\n${cases.map((one) => `    ${membersText(one, '    ')}`).join(',\n')}\n  ]`);
  return `{\n${lines.join(',\n')}\n}\n`;
}

/** @param {readonly import('./cases.mjs').Case[]} cases */
const twice = (cases) => cases.map(({ name }) => name).filter((name, i, all) => all.indexOf(name) !== i);
