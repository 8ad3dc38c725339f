/** One breach of each kind, and the room that it would be found in. */
export interface Plant {
  readonly file: string;
  readonly text: string;
  /** Every rule that must report this file, and no other may; none where a breach takes two files. */
  readonly rules: readonly string[];
}

const importing = (name: string) => `import '${name}';\n`;

/** Found by dependency-cruiser. */
export const IMPORT_PLANTS: readonly Plant[] = [
  { file: 'broker/src/ring-a.ts', text: importing('./ring-b.js'), rules: ['no-cycle'] },
  { file: 'broker/src/ring-b.ts', text: importing('./ring-a.js'), rules: [] },
  { file: 'broker/src/undeclared.ts', text: importing('left-pad'), rules: ['resolvable'] },
  { file: 'broker/src/neighbour.ts', text: importing('@fit4work/coach-api'), rules: ['service-apart'] },
  {
    file: 'broker/src/neighbour-type.ts',
    text: "export type { Summary } from '../../coach-api/src/summary.js';\n",
    rules: ['service-apart', 'front-door'],
  },
  { file: 'coach-api/src/radio.ts', text: importing('@fit4work/hci-seam'), rules: ['seam-for-radios'] },
  { file: 'coach-api/src/air.ts', text: importing('@fit4work/virtual-radio'), rules: ['radio-for-wearables'] },
  { file: 'virtual-radio/src/wearable.ts', text: importing('@fit4work/firmware-sim'), rules: ['radio-alone'] },
  {
    file: 'edge-agent/src/seal.ts',
    text: importing('@fit4work/node-hasher'),
    rules: ['hasher-at-the-start'],
  },
  { file: 'node-hasher/src/radio.ts', text: importing('@fit4work/edge-agent'), rules: ['small-rooms'] },
  { file: 'coach-api/src/door.ts', text: importing('@fit4work/registry'), rules: ['registry-at-the-door'] },
  { file: 'registry/src/radio.ts', text: importing('@fit4work/edge-agent'), rules: ['small-rooms'] },
  { file: 'protocol/src/service.ts', text: importing('@fit4work/edge-agent'), rules: ['protocol-alone'] },
  { file: 'web/src/pages/coach/service.ts', text: importing('@fit4work/coach-api'), rules: ['pages-alone'] },
  { file: 'web/src/pages/auditor/envelope.ts', text: importing('@fit4work/protocol'), rules: ['protocol-by-type'] },
  {
    file: 'web/src/pages/coach/verify.ts',
    text: importing('@fit4work/anchor-service/verifier'),
    rules: ['verifier-for-the-auditor'],
  },
  { file: 'web/src/kit/disk.ts', text: importing('node:fs'), rules: ['pages-without-node'] },
  { file: 'web/src/pages/coach/other.ts', text: importing('../auditor/main.js'), rules: ['pages-apart'] },
  { file: 'web/src/kit/page.ts', text: importing('../pages/auditor/main.js'), rules: ['pages-apart'] },
  { file: 'web/src/pages/coach/inside.ts', text: importing('../../kit/button.js'), rules: ['kit-for-pages'] },
  { file: 'edge-agent/src/upwards.ts', text: importing('@fit4work/demo'), rules: ['not-upwards'] },
  { file: 'broker/src/upwards.ts', text: importing('@fit4work/load'), rules: ['not-upwards'] },
  { file: 'load/src/phase.ts', text: importing('@fit4work/node-hasher'), rules: ['hasher-at-the-start'] },
  {
    file: 'edge-agent/src/core/asks.ts',
    text: importing('../../../test/src/requirement.js'),
    rules: ['requirement-in-tests'],
  },
  { file: 'edge-agent/src/back-door.ts', text: importing('../../protocol/src/sample.js'), rules: ['front-door'] },
  { file: 'demo/src/back-door.ts', text: importing('../../coach-api/src/summary.js'), rules: ['front-door'] },
  { file: 'test/src/back-door.ts', text: importing('../../coach-api/src/summary.js'), rules: ['front-door'] },
  { file: 'edge-agent/src/core/disk.ts', text: importing('node:fs'), rules: ['pure-without-node'] },
  { file: 'protocol/src/disk.ts', text: importing('node:fs'), rules: ['pure-without-node'] },
  { file: 'edge-agent/src/watch.ts', text: importing('node:fs'), rules: ['pipeline-without-node'] },
  { file: 'edge-agent/src/families/polar.ts', text: importing('node:crypto'), rules: ['pipeline-without-node'] },
  { file: 'edge-agent/src/gatt/radio.ts', text: importing('../adapters/outbox.js'), rules: ['pipeline-inwards'] },
  { file: 'edge-agent/src/core/outwards.ts', text: importing('../adapters/outbox.js'), rules: ['core-inwards'] },
  { file: 'anchor-service/src/audit/refusal.ts', text: 'export {};\n', rules: [] },
  {
    file: 'anchor-service/src/core/refuses.ts',
    text: importing('../audit/refusal.js'),
    rules: ['log-core-inwards'],
  },
  {
    file: 'anchor-service/src/verify/refuses.ts',
    text: importing('../audit/refusal.js'),
    rules: ['verifier-below-packs'],
  },
  { file: 'edge-agent/src/core/queue.ts', text: importing('mqtt'), rules: ['pure-without-drivers'] },
  { file: 'edge-agent/src/context.ts', text: importing('mqtt'), rules: ['driver-in-adapters'] },
  { file: 'coach-api/src/ledger.ts', text: importing('better-sqlite3'), rules: ['driver-in-adapters'] },
  { file: 'coach-api/src/core/replay.ts', text: importing('better-sqlite3'), rules: ['pure-without-drivers'] },
  { file: 'sqlite-seam/src/service.ts', text: importing('@fit4work/coach-api'), rules: ['protocol-alone'] },
  { file: 'settings/src/service.ts', text: importing('@fit4work/protocol'), rules: ['protocol-alone'] },
  { file: 'coach-api/src/routes.ts', text: importing('fastify'), rules: ['http-in-app'] },
  {
    file: 'edge-agent/src/side-door.ts',
    text: importing('node:module'),
    rules: ['require-in-adapters', 'pipeline-without-node'],
  },
  { file: 'firmware-sim/src/main.ts', text: importing('@abandonware/bleno'), rules: ['bleno-in-band'] },
];

/** Found by eslint. */
export const SOURCE_PLANTS: readonly Plant[] = [
  { file: 'broker/src/promise.ts', text: 'Promise.resolve();\n', rules: ['@typescript-eslint/no-floating-promises'] },
  {
    file: 'broker/src/promise.test.ts',
    text: 'export const even = [1].filter(async (n) => n % 2 === 0);\n',
    rules: ['@typescript-eslint/no-misused-promises'],
  },
  {
    file: 'broker/src/silenced.ts',
    text: '// eslint-disable-next-line @typescript-eslint/no-floating-promises\nPromise.resolve();\n',
    rules: ['@typescript-eslint/no-floating-promises', 'no-warning-comments'],
  },
  {
    file: 'broker/src/silent.ts',
    text: '// biome-ignore lint/suspicious/noExplicitAny: it is late\nexport const silent: any = 1;\n',
    rules: ['no-warning-comments'],
  },
  { file: 'broker/src/port.ts', text: 'export const port = process.env.PORT;\n', rules: ['no-restricted-properties'] },
  {
    file: 'broker/src/port-import.ts',
    text: "import { env } from 'node:process';\nexport const port = env.PORT;\n",
    rules: ['no-restricted-imports'],
  },
  ...[
    'new Date(0)',
    'performance.now()',
    'setTimeout(() => {}, 1)',
    "fetch('/')",
    'process.pid',
    'globalThis.Date',
  ].map((expression, index) => ({
    file: `edge-agent/src/core/impure-${index}.ts`,
    text: `export const value = ${expression};\n`,
    rules: ['no-restricted-globals'],
  })),
  ...['Buffer.alloc(1)', 'process.pid', 'setImmediate(() => {})'].map((expression, index) => ({
    file: `edge-agent/src/node-${index}.ts`,
    text: `export const value = ${expression};\n`,
    rules: ['no-restricted-globals'],
  })),
  {
    file: 'edge-agent/src/gatt/beat.ts',
    text: 'export const beat = setInterval(() => {}, 1).unref();\n',
    rules: ['no-restricted-properties'],
  },
  { file: 'protocol/src/clock.ts', text: 'export const now = () => Date.now();\n', rules: ['no-restricted-globals'] },
  { file: 'protocol/src/dice.ts', text: 'export const roll = Math.random();\n', rules: ['no-restricted-properties'] },
  { file: 'broker/src/long.ts', text: `${'//\n'.repeat(300)}export {};\n`, rules: ['max-lines'] },
  { file: 'web/src/pages/coach/raw.ts', text: "document.body.innerHTML = '';\n", rules: ['no-restricted-properties'] },
  { file: 'web/src/kit/node.ts', text: 'export const name = Buffer.name;\n', rules: ['no-restricted-globals'] },
  { file: 'broker/src/shell.ts', text: functionOf(61), rules: ['max-lines-per-function'] },
  { file: 'edge-agent/src/core/decide.ts', text: functionOf(41), rules: ['max-lines-per-function'] },
  {
    file: 'broker/src/parameters.ts',
    text: 'export const add = (a: number, b: number, c: number, d: number) => a + b + c + d;\n',
    rules: ['max-params'],
  },
];

/** Found by biome. */
export const LINT_PLANTS: readonly Plant[] = [
  { file: 'broker/src/loose.ts', text: 'export const loose: any = 1;\n', rules: ['lint/suspicious/noExplicitAny'] },
  { file: 'broker/src/indent.ts', text: 'export const indent = {\n      deep: 1 };\n', rules: ['format'] },
  {
    file: 'broker/src/only.test.ts',
    text: "import { it } from 'vitest';\n\nit.only('runs alone', () => {});\n",
    rules: ['lint/suspicious/noFocusedTests'],
  },
];

/** What the law allows; the clean tree consists of it. */
export const ALLOWED: readonly (readonly [file: string, text: string])[] = [
  ['protocol/src/sample.ts', 'export const METRICS = 3;\n'],
  ['node-hasher/src/hasher.ts', "import 'node:crypto';\nimport '@fit4work/protocol';\n"],
  ['registry/src/key-set.ts', "import '@fit4work/protocol';\n"],
  ['anchor-service/src/main.ts', "import '@fit4work/node-hasher';\nimport '@fit4work/registry';\n"],
  ['anchor-service/src/witness/main.ts', "import '@fit4work/node-hasher';\n"],
  ['protocol/src/index.ts', "export * from './sample.js';\n"],
  ['coach-api/src/summary.ts', 'export interface Summary {\n  readonly steps: number;\n}\n'],
  ['coach-api/src/app.ts', "import 'fastify';\n"],
  ['coach-api/src/auditor/app.ts', "import 'fastify';\n"],
  ['sqlite-seam/src/index.cjs', "'use strict';\n"],
  ['coach-api/src/adapters/database.ts', "import 'better-sqlite3';\n"],
  ['coach-api/test/kit.ts', 'export const environment = process.env;\n'],
  [
    'edge-agent/src/core/windows.ts',
    "import { METRICS } from '@fit4work/protocol';\n\nexport const boxes = METRICS * 2;\n",
  ],
  [
    'edge-agent/src/core/windows.test.ts',
    "import '../../../test/src/requirement.js';\n\nexport const today = new Date();\n",
  ],
  ['edge-agent/src/adapters/outbox.ts', "import 'mqtt';\nimport 'node:fs';\nimport '@fit4work/hci-seam';\n"],
  ['edge-agent/src/commands/run-command.ts', "import 'node:timers/promises';\n\nprocess.stdout.write('');\n"],
  ['edge-agent/src/turn.ts', 'export const timer = setInterval(() => {}, 1);\n'],
  ['edge-agent/src/pipeline.ts', "export * from './turn.js';\n"],
  ['edge-agent/src/families/huami.ts', 'export const family = {};\n'],
  ['edge-agent/src/config.ts', 'export const readEnv = () => ({ port: process.env.PORT });\n'],
  ['firmware-sim/src/band/band.ts', "import '@abandonware/bleno';\n"],
  ['demo/src/start.ts', "import '@fit4work/coach-api';\n"],
  ['load/src/player/main.ts', "import '@fit4work/demo';\nimport '@fit4work/node-hasher';\n"],
  ['anchor-service/dist/verify/verifier.js', 'export {};\n'],
  ['edge-agent/dist/pipeline.js', 'export {};\n'],
  ['edge-agent/dist/families/huami.js', 'export {};\n'],
  ['demo/src/browser.ts', "import '@fit4work/edge-agent/pipeline';\nimport '@fit4work/edge-agent/families/huami';\n"],
  ['web/src/kit/index.ts', "export * from './button.js';\n"],
  ['web/src/kit/button.ts', 'export const title = document.title;\n'],
  [
    'web/src/pages/auditor/main.ts',
    "import '../../kit/index.js';\nimport './chain.js';\nimport '@fit4work/anchor-service/verifier';\n",
  ],
  ['web/src/pages/auditor/chain.ts', 'export const at = location.hash;\n'],
  ['web/src/page-files.ts', "import 'node:fs';\n"],
  ['test/src/requirement.ts', 'export const requirement = 1;\n'],
  ['test/src/scenario.ts', "import '@fit4work/demo';\nimport '@fit4work/edge-agent';\n"],
];

function functionOf(lines: number): string {
  return `export function long(): number {\n${'  //\n'.repeat(lines - 3)}  return 1;\n}\n`;
}
