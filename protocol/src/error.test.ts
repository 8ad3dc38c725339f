import { expect, it } from 'vitest';
import { ProtocolError } from './error.js';

it('an error of the protocol says why, and keeps what caused it', () => {
  const cause = new TypeError('below');
  const error = new ProtocolError('malformed', 'the thing', { cause });
  expect([error.name, error.code, error.message, error.cause]).toEqual([
    'ProtocolError',
    'malformed',
    'the thing',
    cause,
  ]);
  expect(error).toBeInstanceOf(Error);
});
