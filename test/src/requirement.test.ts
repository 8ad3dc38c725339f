import { existsSync } from 'node:fs';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { describeWith, requirement } from './requirement.js';

describe('requirement', () => {
  afterEach(() => vi.unstubAllEnvs());

  it('finds a program on PATH, with its place', () => {
    const node = requirement('go');
    expect(node.available).toBe(existsSync(node.path));
    expect(node.reason === '').toBe(node.available);
  });

  it('says what is missing and what to install', () => {
    vi.stubEnv('PATH', '');
    expect(requirement('go')).toMatchObject({ available: false, reason: "go: install Debian's golang-go" });
  });

  it('names shared data that is not beside the checkout', () => {
    const absent = requirement('shared/no-such-folder');
    expect(absent.available).toBe(false);
    expect(absent.reason).toBe('../shared/no-such-folder: put it beside the checkout');
  });
});

describeWith([], 'a suite that needs nothing', () => {
  it('runs', () => {
    expect(requirement('go').name).toBe('go');
  });
});
