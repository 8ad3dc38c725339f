import { describe, expect, it } from 'vitest';
import { parseOptions } from './options.js';

describe('options', () => {
  it('play the three sizes over a network of their own where nothing is said', () => {
    expect(parseOptions([])).toMatchObject({
      ...{ people: [2_000, 40_000, 400_000], agents: 500, storms: false, climb: false, given: undefined },
    });
  });

  it('take a network that runs, by its coach API and the token of its administrator', () => {
    const options = parseOptions(['--coach', 'https://coach.example/', '--token-file', 'token', '--people', 'none']);
    expect(options).toMatchObject({ people: [], given: { coachUrl: 'https://coach.example', tokenFile: 'token' } });
  });

  it('have a network of their own speak TLS, or believe the authority of a given one, where it is said', () => {
    expect([parseOptions([])?.tls, parseOptions(['--tls'])?.tls]).toEqual([false, true]);
    const given = ['--coach', 'https://coach.example', '--token-file', 'token', '--ca', 'authority.pem'];
    expect(parseOptions(given)?.given?.authority).toBe('authority.pem');
  });

  it.each([
    [['--people', '2000,many'], '--people'],
    [['--agents', '0'], '--agents'],
    [['--coach', 'https://coach.example'], '--token-file'],
    [['--coach', 'coach.example', '--token-file', 'token'], 'http'],
    [['--coach', 'http://c.example', '--token-file', 't', '--database', 'postgres://d'], '--database'],
    [['--coach', 'http://c.example', '--token-file', 't', '--tls'], '--tls'],
    [['--ca', 'authority.pem'], '--coach'],
    [['--wind', '9'], '--help'],
  ])('refuse %j by one sentence that names what to change', (args, named) => {
    expect(() => parseOptions(args)).toThrow(
      expect.objectContaining({ code: 'usage', message: expect.stringContaining(named) }),
    );
  });
});
