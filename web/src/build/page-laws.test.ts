import { expect, it } from 'vitest';
import { PageBuildError } from './error.js';
import { assertModules } from './page-laws.js';

const house = (...paths: readonly string[]): string[] => paths.map((path) => `/somewhere/fit4work/${path}`);

it('lets the auditor’s page be made of the log, the verifier and the kit', () => {
  const modules = house(
    ...['protocol/dist/log/merkle.js', 'protocol/dist/cbor-reader.js', 'anchor-service/dist/verify/log-walk.js'],
    ...['anchor-service/dist/audit/verify-pack.js', 'archive/dist/whole.js', 'protocol/dist/erasure-counts.js'],
    ...['web/src/seam/verify-only-sodium.ts', 'web/src/pages/auditor/auditor.css', 'web/src/pages/auditor/main.tsx'],
    ...['web/src/kit/button.tsx', 'web/src/pages/auditor/pack/pack-card.tsx', 'node_modules/preact/dist/preact.mjs'],
  );
  expect(() => assertModules('auditor', modules)).not.toThrow();
});

for (const module of [
  'series',
  'envelope',
  'summary',
  'coach-answer',
  'sample',
  'consent',
  'programme',
  'message',
  'index',
  'log/../envelope',
]) {
  it(`refuses an auditor’s page that has protocol/${module} in it`, () => {
    const modules = house(`protocol/dist/${module}.js`);
    expect(() => assertModules('auditor', modules)).toThrow(PageBuildError);
    expect(() => assertModules('auditor', modules)).toThrow(
      /^The page auditor has .* in it, and it is made of the log/,
    );
    expect(() => assertModules('coach', modules)).not.toThrow();
  });
}

it('refuses an auditor’s page with what makes a pack', () => {
  for (const module of house('anchor-service/dist/audit/audit-pack.js', 'anchor-service/dist/core/pool.js')) {
    expect(() => assertModules('auditor', [module])).toThrow(PageBuildError);
  }
});

it('refuses an auditor’s page with anything of another page', () => {
  const others = ['coach/person/summaries.ts', 'employee/main.tsx', 'gallery/main.tsx', 'auditor/../coach/main.tsx'];
  for (const module of house(...others.map((path) => `web/src/pages/${path}`), 'web/src/build/main.ts')) {
    expect(() => assertModules('auditor', [module])).toThrow(PageBuildError);
  }
});

it('refuses an auditor’s page with anything of another service', () => {
  for (const module of house('coach-api/dist/index.js', 'edge-agent/src/pipeline.ts', 'health-formats/dist/index.js')) {
    expect(() => assertModules('auditor', [module])).toThrow(PageBuildError);
  }
});

it('refuses any page that needs Node', () => {
  for (const module of ['node:fs', '__vite-browser-external:fs']) {
    expect(() => assertModules('coach', [module])).toThrow(/a browser has no Node\.$/);
  }
});
