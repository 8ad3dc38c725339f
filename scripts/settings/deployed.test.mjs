import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { root } from '../setup.mjs';
import { PROGRAMS } from './programs.mjs';

const deploy = (name) => readFileSync(join(root, 'deploy', name), 'utf8');
const programNamed = (name) => PROGRAMS.find((program) => program.name === name);
const settingsOf = (name) => Object.values(programNamed(name).settings);
const variables = (name) => settingsOf(name).map(({ variable }) => variable);

/** What is wrong with a value, as far as its declaration tells; a value that is filled in at the start is left to the program. */
function wrong({ kind, words, least, most, protocols, secret }, value) {
  if (value.includes('${') || value.includes('%')) return secret === 'value';
  if (kind === 'number') return !(Number(value) >= least && Number(value) <= most);
  if (kind === 'word') return !words.includes(value);
  if (kind === 'url') return !protocols.includes(new URL(value).protocol);
  return secret === 'value' || ((kind === 'file' || kind === 'folder') && !value.startsWith('/'));
}

const wrongIn = (name, values) =>
  settingsOf(name)
    .filter((setting) => setting.variable in values && wrong(setting, values[setting.variable]))
    .map(({ variable }) => variable);

/** Needed always, and not set. */
const missing = (name, values) =>
  settingsOf(name)
    .filter((setting) => 'needed' in setting && setting.when === undefined && !(setting.variable in values))
    .map(({ variable }) => variable);

describe('compose.yaml', () => {
  const { services, secrets, volumes } = parse(deploy('compose.yaml'), { merge: true });
  const OF = {
    broker: { program: 'fit4work-broker', main: '/app/broker/dist/main.js' },
    door: { program: 'fit4work-broker-door', main: '/app/broker/dist/door/main.js' },
    'coach-api': { program: 'fit4work-coach-api', main: '/app/coach-api/dist/main.js' },
    anchor: { program: 'fit4work-anchor', main: '/app/anchor-service/dist/main.js' },
    witness: { program: 'fit4work-witness', main: '/app/anchor-service/dist/witness/main.js' },
    mirror: { program: 'fit4work-mirror', main: '/app/anchor-service/dist/mirror/main.js' },
  };

  it('has the services that there are', () => {
    expect(Object.keys(services)).toEqual(Object.keys(OF));
  });

  describe.each(Object.entries(OF))('%s', (name, { program, main }) => {
    const service = services[name];
    const { environment } = service;
    const port = environment[variables(program).find((variable) => variable.endsWith('_PORT'))];

    it('is a program of this checkout', () => {
      expect(service.command.slice(0, 2)).toEqual(['node', main]);
      const [, room, ...path] = main.slice('/app'.length).split('/');
      const source = join(root, room, ...path)
        .replace('/dist/', '/src/')
        .replace(/js$/, 'ts');
      expect(readFileSync(source, 'utf8')).toContain('import');
    });

    it('is told what its program reads, as it reads it, and nothing else', () => {
      const known = variables(program);
      expect(Object.keys(environment).filter((variable) => !known.includes(variable))).toEqual([]);
      expect(wrongIn(program, environment)).toEqual([]);
      // A witness has the rest in its witness.json.
      if (name !== 'witness') expect(missing(program, environment)).toEqual([]);
    });

    it('opens the port that it is told, and is asked for its health where it answers', () => {
      expect(service.ports.map((published) => published.split(':').at(-1))).toEqual([port]);
      const health = environment.FIT4WORK_BROKER_METRICS_PORT ?? port;
      expect(service.healthcheck.test.join(' ')).toContain(`'http://127.0.0.1:${health}/healthz'`);
      // Only the broker speaks TLS itself.
      if (name !== 'broker') expect(service.ports).toEqual([`127.0.0.1:${port}:${port}`]);
    });

    it('may do nothing that it need not', () => {
      expect(service).toMatchObject({
        ...{ user: '10001:10001', read_only: true, cap_drop: ['ALL'], security_opt: ['no-new-privileges:true'] },
        ulimits: { core: 0 },
      });
      expect(service.privileged ?? service.cap_add ?? service.network_mode ?? service.pid).toBeUndefined();
      expect(service.mem_limit).toMatch(/^[0-9]+[mg]$/);
    });

    it('has what is private from a secret or its own volume, never in its environment', () => {
      const told = settingsOf(program).filter(({ secret, variable }) => secret === 'file' && variable in environment);
      for (const { variable } of told) {
        const secret = /^\/run\/secrets\/(.+)$/.exec(environment[variable])?.[1];
        if (secret === undefined) expect(environment[variable]).toMatch(/^\/var\/lib\/fit4work\//);
        else expect([service.secrets.includes(secret), secret in secrets]).toEqual([true, true]);
      }
      const named = (service.volumes ?? [])
        .map((volume) => volume.split(':'))
        .filter(([from]) => !from.startsWith('.'));
      expect(named.every(([from, to]) => from in volumes && to === '/var/lib/fit4work')).toBe(true);
      expect(
        (service.volumes ?? []).filter((volume) => volume.startsWith('.')).every((one) => one.endsWith(':ro')),
      ).toBe(true);
    });
  });

  it('holds nothing of the coach API in swap', () => {
    expect(services['coach-api'].memswap_limit).toBe(services['coach-api'].mem_limit);
  });
});

describe('the image', () => {
  const lines = deploy('Dockerfile').split('\n');

  it('is built by the pinned package manager, with no network after what the lockfile names was fetched', () => {
    const { packageManager } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    expect(lines).toContain(`RUN npm install --global ${packageManager.split('+')[0]}`);
    const later = lines.slice(
      lines.indexOf('RUN pnpm fetch') + 1,
      lines.findLastIndex((line) => line.startsWith('FROM')),
    );
    const runs = later.filter((line) => line.startsWith('RUN '));
    expect(runs.length).toBe(2);
    expect(runs.every((line) => line.startsWith('RUN --network=none '))).toBe(true);
  });

  it('runs as nobody of the machine', () => {
    expect(lines.findLast((line) => line.startsWith('USER'))).toBe('USER 10001:10001');
  });
});

describe('a unit of systemd', () => {
  const PROGRAM_OF = { 'fit4work-agent@.service': 'fit4work-agent' };
  const units = readdirSync(join(root, 'deploy')).filter((name) => name.endsWith('.service'));

  it('is there for every program that stays, but for the login of the demo', () => {
    const served = units.map((unit) => PROGRAM_OF[unit] ?? unit.replace('.service', ''));
    const without = PROGRAMS.map(({ name }) => name).filter((name) => !served.includes(name));
    expect(without).toEqual(['fit4work-demo-identity']);
  });

  describe.each(units)('%s', (unit) => {
    const program = PROGRAM_OF[unit] ?? unit.replace('.service', '');
    const text = deploy(unit);
    const values = Object.fromEntries(
      [...text.matchAll(/^Environment=(\w+)=(.*)$/gm)].map(([, name, value]) => [name, value]),
    );

    it('tells its program what that reads, as it reads it', () => {
      expect(Object.keys(values).filter((variable) => !variables(program).includes(variable))).toEqual([]);
      expect(wrongIn(program, values)).toEqual([]);
    });

    it('names in a comment whatever else has to be set', () => {
      // An agent and a witness have theirs from their enrolment and their witness.json.
      const unsaid = missing(program, values).filter((variable) => !text.includes(variable));
      expect(program === 'fit4work-witness' ? [] : unsaid).toEqual([]);
    });

    it('lets it bind the ports that it is told, and no other', () => {
      const told = Object.entries(values)
        .filter(([name]) => name.endsWith('PORT'))
        .map(([, port]) => port);
      const bound = [...text.matchAll(/^SocketBindAllow=(?:ipv4:)?tcp:(\d+)$/gm)].map(([, port]) => port);
      if (text.includes('SocketBindDeny=any')) expect(bound.length).toBeGreaterThan(0);
      if (told.length > 0) expect(bound.sort()).toEqual(told.sort());
      else expect(bound.every((port) => ['7348', '7380'].includes(port))).toBe(true);
    });
  });
});
