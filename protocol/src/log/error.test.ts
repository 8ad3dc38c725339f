import { expect, it } from 'vitest';
import { LogError } from './error.js';

it('an error of the log says why, and keeps what caused it', () => {
  const cause = new TypeError('below');
  const error = new LogError('fork', 'The checkpoint is another.', { cause });
  expect([error.name, error.code, error.message, error.cause]).toEqual([
    'LogError',
    'fork',
    'The checkpoint is another.',
    cause,
  ]);
});
