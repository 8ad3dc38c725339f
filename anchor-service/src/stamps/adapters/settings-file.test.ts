import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeWith } from '../../../../test/src/requirement.js';
import { temporaryFolder } from '../../../test/kit.js';
import { OpensslAuthority } from '../../../test/openssl-authority.js';
import { AnchorError } from '../../error.js';
import { readStampKinds } from './settings-file.js';
import { readStampTrust } from './stamp-trust.js';

const URL = 'https://tsa.example/tsr';

describeWith(['openssl'], 'the settings of time stamps', () => {
  const { path, remove } = temporaryFolder();
  const entry = { name: 'one', url: URL, caFile: 'root.pem' };
  const read = (text: string) => {
    writeFileSync(join(path, 'tsa.json'), text);
    return readStampKinds(join(path, 'tsa.json'));
  };
  const kinds = (value: unknown) => read(JSON.stringify(value)).map(({ ending }) => ending);

  beforeAll(() => new OpensslAuthority(path).root('root'));
  afterAll(remove);

  it('give the kinds that they name, their files being found beside them', () => {
    writeFileSync(join(path, 'login'), 'user:password\n');
    expect(kinds({ authorities: [{ ...entry, policies: ['1.3.6.1.4.1.1'], basicAuthFile: 'login' }] })).toEqual([
      'tsr',
    ]);
    expect(kinds({ authorities: [{ ...entry, url: 'http://[::1]/', basicAuthFile: 'login' }] })).toEqual(['tsr']);
    const calendars = { submit: ['https://a.example/'], upgrade: ['https://b.example'] };
    expect(kinds({ authorities: [entry], calendars })).toEqual(['tsr', 'ots']);
    expect(kinds({ calendars })).toEqual(['ots']);
  });

  it.each([
    ['not JSON', '{', /it is not JSON/],
    ['a list', '[]', /the whole is not an object/],
    ['nothing', '{}', /neither an authority nor a calendar/],
    ['a calendar that is asked and never given anything', { calendars: { upgrade: [URL] } }, /neither an authority/],
    ['a word that is not known', { authority: [] }, /"authority", which is not known/],
    ['an authority with such a word', { authorities: [{ ...entry, ca: 'x' }] }, /authority 1 has "ca"/],
    ['calendars with such a word', { calendars: { submits: [] } }, /"calendars" has "submits"/],
    ['authorities that are no list', { authorities: entry }, /"authorities" is not a list/],
    ['too many', { authorities: Array.from({ length: 17 }, () => entry) }, /at most 16/],
    ['an authority without a name', { authorities: [{ url: URL, caFile: 'root.pem' }] }, /"name" of authority 1/],
    ['a name that would break a line', { authorities: [{ ...entry, name: 'a\nb' }] }, /"name" of authority 1/],
    ['two of one name', { authorities: [entry, entry] }, /two authorities have one "name"/],
    ['no address', { authorities: [{ ...entry, url: 'ftp://tsa.example' }] }, /"url" of authority 1/],
    ['a login in an address', { authorities: [{ ...entry, url: 'https://u:p@tsa.example' }] }, /has no login/],
    ['a policy that is none', { authorities: [{ ...entry, policies: ['1.02'] }] }, /"policies" of authority 1/],
    [
      'a password over HTTP',
      { authorities: [{ ...entry, url: 'http://tsa.example', basicAuthFile: 'login' }] },
      /no https/,
    ],
    ['a file that is not there', { authorities: [{ ...entry, caFile: 'none.pem' }] }, /none\.pem cannot be used/],
    [
      'a password file that is none',
      { authorities: [{ ...entry, basicAuthFile: 'root.pem' }] },
      /root\.pem .*user:password/,
    ],
    ['a missing password file', { authorities: [{ ...entry, basicAuthFile: 'no' }] }, /give a readable file/],
  ])('with %s are refused in one sentence', (_name, value, message) => {
    const attempt = () => read(typeof value === 'string' ? value : JSON.stringify(value));
    expect(attempt).toThrowError(AnchorError);
    expect(attempt).toThrowError(message);
    expect(attempt).toThrowError(/^The file [^\n]+\.$/);
  });

  it('of whoever verifies name files that can be used', () => {
    writeFileSync(join(path, 'headers'), '1 00\n');
    const root = join(path, 'root.pem');
    expect(readStampTrust({ caFiles: [] })).toMatchObject({ verify: undefined, headers: undefined });
    expect(readStampTrust({ caFiles: [root, root] }).verify).toBeTypeOf('function');
    expect(() => readStampTrust({ caFiles: [join(path, 'none')] })).toThrowError(/none cannot be used/);
    expect(() => readStampTrust({ caFiles: [], headersFile: join(path, 'headers') })).toThrowError(/Line 1/);
    expect(() => readStampTrust({ caFiles: [], headersFile: join(path, 'none') })).toThrowError(/Give a readable file/);
  });
});
