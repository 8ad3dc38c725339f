import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Browser, overHttp } from './testing/browser.js';
import { DemoProvider } from './testing/demo-provider.js';
import { freePort, House } from './testing/house.js';

let house: House;
let provider: DemoProvider;
let env: Record<string, string>;

beforeEach(async () => {
  house = await House.open();
  house.makeKeys();
  const port = await freePort();
  provider = await DemoProvider.start(`http://127.0.0.1:${port}`);
  env = { ...house.env, ...provider.env, FIT4WORK_COACH_PORT: port };
});
afterEach(async () => {
  await house.close();
  await provider.stop();
});

const browser = (): Browser =>
  new Browser(({ path, ...asked }) => overHttp(`${provider.origin}${path}`, asked), provider.origin);
const statusOf = async (somebody: Browser, headers = {}): Promise<number> =>
  (await somebody.ask('GET', '/v1/session', { headers })).status;

describe('the coach API and an identity provider as processes', () => {
  it('keep somebody logged in across a crash, until the provider logs them out', async () => {
    const { child, exited } = await house.processes.start('coach-api', env);
    const [ann, elsewhere, ben] = [browser(), browser(), browser()];
    expect([(await ann.logIn('ann')).status, (await elsewhere.logIn('ann')).status]).toEqual([303, 303]);
    expect((await ben.logIn('ben')).status).toBe(303);
    child.kill('SIGKILL');
    await exited;
    const { stderr } = await house.processes.start('coach-api', env);
    expect(await Promise.all([ann, elsewhere, ben].map((each) => statusOf(each)))).toEqual([200, 200, 200]);
    // Ann leaves the provider in one browser, by no page of this service.
    const { text } = await ann.visit(`${provider.issuer}/session/end`);
    const [, xsrf = ''] = /name="xsrf" value="([^"]+)"/.exec(text) ?? [];
    await ann.visit(`${provider.issuer}/session/end/confirm`, `xsrf=${xsrf}&logout=yes`);
    expect(await Promise.all([ann, elsewhere, ben].map((each) => statusOf(each)))).toEqual([401, 200, 200]);
    expect(stderr()).toContain('"event":"logged-out-by-provider","count":1');
  });

  it('say loudly that tokens let somebody in, and let nobody in by them where that was not accepted', async () => {
    const accepting = await house.processes.start('coach-api', env);
    expect(accepting.stderr()).toContain('"event":"static-tokens-accepted"');
    accepting.child.kill('SIGTERM');
    await accepting.exited;
    const { FIT4WORK_COACH_TOKENS: _, FIT4WORK_COACH_ADMIN_TOKEN_SHA256: admin = '', ...more } = env;
    const { stderr } = await house.processes.start('coach-api', more);
    expect(stderr()).not.toContain('static-tokens-accepted');
    const headers = { authorization: 'Bearer coach-token' };
    expect((await overHttp(`${provider.origin}/v1/people`, { method: 'GET', headers })).status).toBe(401);
    const ben = browser();
    await ben.logIn('ben');
    expect(await statusOf(ben)).toBe(200);
    expect(await statusOf(ben, headers)).toBe(401);
    expect(admin).not.toBe('');
  });

  it('name settings that are not as they must be, and nothing of what stands in them', async () => {
    await provider.writeSettings({ capacitiesClaim: 7, clientId: 'planted-secret' });
    const { exited, stderr } = house.processes.launch('coach-api', env);
    expect((await exited)[0]).toBe(1);
    expect(stderr()).toMatch(
      /^The file of the identity provider .*oidc\.json is malformed: its capacitiesClaim must be a text\.\n$/,
    );
  });
});
