/**
 * The import law of STYLE_GUIDE.md, rule 2. Paths are matched after resolution: a workspace package is found under its
 * folder (its door is dist/index), a driver under node_modules. What does not resolve keeps the name it was imported by.
 */

const SERVICES = '(firmware-sim|edge-agent|broker|anchor-service|coach-api|demo-identity)';
const PACKAGES = `(protocol|archive|health-formats|node-hasher|registry|settings|hci-seam|virtual-radio|sqlite-seam|web|${SERVICES.slice(1)}`;
const TEST_FILE = '[.]test[.]ts$';
/** A room's `test/` holds what its tests share; no build takes it in. */
const TESTS = [TEST_FILE, '^test/', '^[^/]+/test/', '^bench/'];
const VERIFIER = '^anchor-service/(src|dist)/verify/verifier[.](ts|js|d[.]ts)$';
const DOOR = [
  '/(src|dist|test)/index[.](ts|js|cjs|d[.]ts)$',
  // What a browser build takes of the agent.
  '^edge-agent/(src|dist)/(pipeline|families/[a-z0-9-]+)[.](ts|js|d[.]ts)$',
  // What a page takes of the verifier.
  VERIFIER,
];
const PURE = ['^[^/]+/src/(stamps/)?core/', '^(protocol|archive|health-formats|settings|vectors)/src/'];
/** What of the agent belongs to a process on this machine; everything else has to run in a browser too. */
const MACHINE = ['^edge-agent/src/(adapters|commands)/', '^edge-agent/src/(main|config|context|cli|index)[.]ts$'];

const modules = (names) => `(^|node_modules/)(${names.join('|')})(/|$)`;
const HTTP = ['fastify', '@fastify/[^/]+'];
const BLENO = ['@abandonware/bleno'];
/** better-sqlite3 is found under the seam that stands in for it. */
const OTHER_DRIVERS = [
  'mqtt',
  'mqtt-packet',
  'aedes',
  '@abandonware/noble',
  'better-sqlite3',
  'sqlite-seam/src/index[.]cjs',
  'kysely',
  'pg',
  'pino',
  'jose',
  'openid-client',
  'oidc-provider',
  'pkijs',
  'asn1js',
];

const error = (name, comment, rule) => ({ name, comment, severity: 'error', ...rule });

module.exports = {
  forbidden: [
    error('no-cycle', 'Two files that need each other are one idea, or hide a third.', {
      from: {},
      to: { circular: true },
    }),
    error('resolvable', 'A package imports what its own package.json declares, and nothing else.', {
      from: {},
      to: { couldNotResolve: true },
    }),
    error('service-apart', 'Services share the protocol, never each other.', {
      from: { path: `^${SERVICES}/` },
      to: { path: [`^${SERVICES}/`, `^@fit4work/${SERVICES}`], pathNot: '^$1/' },
    }),
    error('seam-for-radios', 'Only the two ends of a radio link know the HCI seam.', {
      from: { path: `^${PACKAGES}/`, pathNot: '^(hci-seam|virtual-radio|edge-agent|firmware-sim)/' },
      to: { path: ['^hci-seam/', '^@fit4work/hci-seam'] },
    }),
    error('radio-for-wearables', 'The agent meets a radio through the seam alone, a virtual one like a real one.', {
      from: { path: `^${PACKAGES}/`, pathNot: ['^(virtual-radio|firmware-sim)/', TEST_FILE] },
      to: { path: ['^virtual-radio/', '^@fit4work/virtual-radio'] },
    }),
    error('radio-alone', 'The virtual radio knows no wearable: it carries what any host gives it.', {
      from: { path: '^virtual-radio/' },
      to: {
        path: [`^(${PACKAGES}|demo|load|cluster)/`, '^@fit4work/'],
        pathNot: ['^(virtual-radio|hci-seam)/', '^@fit4work/hci-seam'],
      },
    }),
    error('hasher-at-the-start', 'A process chooses its hasher once, in the file that starts it.', {
      from: {
        path: `^(${PACKAGES}|demo|load|cluster|test)/`,
        pathNot: [
          '^node-hasher/',
          `^${SERVICES}/src/((witness|verify|mirror|log-admin)/)?main[.]ts$`,
          '^load/src/(player/)?main[.]ts$',
          '^cluster/src/main[.]ts$',
        ],
      },
      to: { path: ['^node-hasher/', '^@fit4work/node-hasher'] },
    }),
    error('small-rooms', 'Hasher, archive, health formats and registry know the protocol and no other room.', {
      from: { path: '^(node-hasher|archive|health-formats|registry)/' },
      to: {
        path: [`^(${PACKAGES}|demo|load|cluster)/`, '^@fit4work/'],
        pathNot: ['^$1/', '^protocol/', '^@fit4work/protocol'],
      },
    }),
    error('registry-at-the-door', 'Who may come in is asked where somebody comes in: at the broker and at the log.', {
      from: { path: `^(${PACKAGES}|demo|load|cluster|test)/`, pathNot: '^(registry|broker|anchor-service)/' },
      to: { path: ['^registry/', '^@fit4work/registry'] },
    }),
    error(
      'protocol-alone',
      'The protocol imports no other room: it has to run in a browser too. Nor does a seam, nor do the settings.',
      {
        from: { path: '^(protocol|hci-seam|sqlite-seam|settings)/' },
        to: {
          path: [`^(${PACKAGES}|demo|load|cluster|test|bench)/`, '^@fit4work/'],
          pathNot: ['^$1/', '^test/src/requirement[.]ts$'],
        },
      },
    ),
    error('pages-alone', 'A page is made of the kit; what it shows it asks its service for.', {
      from: { path: '^web/' },
      to: { path: [`^(${PACKAGES}|demo|test)/`, '^@fit4work/'], pathNot: ['^web/', '^protocol/', VERIFIER] },
    }),
    error('protocol-by-type', 'A page may know the shape of what it is answered; the bundle has no protocol in it.', {
      from: { path: '^web/' },
      to: { path: ['^protocol/', '^@fit4work/protocol'], dependencyTypesNot: ['type-only'] },
    }),
    error('verifier-for-the-auditor', 'The auditor’s page verifies by itself, and knows nothing else of the house.', {
      from: { path: '^web/', pathNot: '^web/src/pages/auditor/' },
      to: { path: VERIFIER },
    }),
    error('pages-without-node', 'Pages run in a browser.', {
      from: { path: '^web/src/(kit|pages)/', pathNot: TESTS },
      to: { dependencyTypes: ['core'] },
    }),
    error(
      'pages-apart',
      'Pages share the kit, never each other; the kit knows no page, and what serves and builds them imports neither.',
      {
        from: { path: '^web/src/(?:pages/([^/]+)/|kit/|build/|[^/]+$)' },
        to: { path: '^web/src/pages/', pathNot: '^web/src/pages/$1/' },
      },
    ),
    error(
      'kit-for-pages',
      'The kit is for pages, and is entered by its index, or, where no browser is, by what needs none.',
      {
        from: { path: '^web/src/', pathNot: '^web/src/kit/' },
        to: { path: '^web/src/kit/', pathNot: '^web/src/kit/(index|message|read-json|civil-days|grouped|ask)[.]ts$' },
      },
    ),
    error(
      'not-upwards',
      'Nothing imports the demo, the load, the cluster or the tests; unit tests may ask what is installed.',
      {
        from: { path: `^(${PACKAGES})/` },
        to: {
          path: ['^(demo|load|cluster|test|bench|scripts)/', '^@fit4work/(demo|load|cluster|test|bench)'],
          pathNot: '^test/src/requirement[.]ts$',
        },
      },
    ),
    error('requirement-in-tests', 'What is installed on a machine is a question for tests only.', {
      from: { path: `^(${PACKAGES}|demo|load|cluster)/`, pathNot: TEST_FILE },
      to: { path: '^test/src/requirement[.]ts$' },
    }),
    error('front-door', 'A room is entered by its index and nowhere else.', {
      from: { path: '^([^/]+)/' },
      to: { path: `^${PACKAGES}/`, pathNot: ['^$1/', ...DOOR] },
    }),
    error('pure-without-node', 'Core and protocol decide; Node belongs to adapters.', {
      from: { path: PURE, pathNot: TESTS },
      to: { dependencyTypes: ['core'] },
    }),
    error(
      'pipeline-without-node',
      'The agent’s pipeline runs in a browser too: what it needs of a machine is a port.',
      {
        from: { path: '^edge-agent/src/', pathNot: [...TESTS, ...MACHINE, ...PURE] },
        to: { dependencyTypes: ['core'] },
      },
    ),
    error('pipeline-inwards', 'The agent’s pipeline knows neither adapters nor what wires them.', {
      from: { path: '^edge-agent/src/', pathNot: [...TESTS, ...MACHINE, ...PURE] },
      to: { path: MACHINE },
    }),
    error('core-inwards', 'Core knows neither adapters nor what wires them.', {
      from: { path: '^([^/]+)/src/core/', pathNot: TESTS },
      to: { path: '^$1/src/(adapters/|(main|config|context|app)[.]ts$)' },
    }),
    error('log-core-inwards', 'What the log decides needs nothing of its service but errors, ports and findings.', {
      from: { path: '^anchor-service/src/core/', pathNot: TESTS },
      to: { path: '^anchor-service/src/', pathNot: '^anchor-service/src/(core/|verify/|(error|ports)[.]ts$)' },
    }),
    error(
      'verifier-below-packs',
      'Packs are judged by what verifies a log, which knows of packs only how to name what it finds.',
      {
        from: { path: '^anchor-service/src/verify/', pathNot: [...TESTS, VERIFIER, '/verify/pack-command[.]ts$'] },
        to: { path: '^anchor-service/src/audit/' },
      },
    ),
    error('pure-without-drivers', 'Core and protocol reach no driver.', {
      from: { path: PURE, pathNot: TESTS },
      to: { path: modules([...HTTP, ...BLENO, ...OTHER_DRIVERS]) },
    }),
    error('driver-in-adapters', 'A driver is imported by its adapter only.', {
      from: { path: '^[^/]+/src/', pathNot: [...TESTS, '^[^/]+/src/(stamps/)?adapters/', ...PURE] },
      to: { path: modules(OTHER_DRIVERS) },
    }),
    error('http-in-app', 'HTTP is known to adapters and to a program’s app.ts.', {
      from: { path: '^[^/]+/src/', pathNot: [...TESTS, '^[^/]+/src/adapters/', '/app[.]ts$', ...PURE] },
      to: { path: modules(HTTP) },
    }),
    error('require-in-adapters', 'What is loaded by its name at run time is a driver too, and no rule would see it.', {
      from: {
        path: '^[^/]+/src/',
        pathNot: [...TESTS, '^[^/]+/src/adapters/', '^firmware-sim/src/band/', '^hci-seam/', ...PURE],
      },
      to: { path: '^(node:)?module$' },
    }),
    error('bleno-in-band', 'The peripheral side of a radio is known to the band only.', {
      from: { path: '^[^/]+/src/', pathNot: [...TESTS, '^[^/]+/src/adapters/', '^firmware-sim/src/band/', ...PURE] },
      to: { path: modules(BLENO) },
    }),
  ],
  options: {
    doNotFollow: { path: ['node_modules', '(^|/)dist/'] },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.tests.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default'],
      extensions: ['.ts', '.tsx', '.js', '.mjs', '.cjs', '.json'],
    },
  },
};
