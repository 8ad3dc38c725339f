import { cryptoReady } from '@fit4work/protocol';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { describeWith, type RequirementName, requirement } from '../../../../test/src/requirement.js';
import { describeAdministration } from '../../../test/contracts/administration-contract.js';
import { describeDestroying } from '../../../test/contracts/destroying-contract.js';
import { describeLetterStore } from '../../../test/contracts/letter-store-contract.js';
import { describeOpeningStore } from '../../../test/contracts/opening-store-contract.js';
import { describeReadStore } from '../../../test/contracts/read-store-contract.js';
import { describeRecordStore } from '../../../test/contracts/record-store-contract.js';
import { describeRecoveryStore } from '../../../test/contracts/recovery-store-contract.js';
import { describeRegistry } from '../../../test/contracts/registry-contract.js';
import { describeResealing } from '../../../test/contracts/resealing-contract.js';
import { describeRetentionStore } from '../../../test/contracts/retention-store-contract.js';
import { describeSealedStore } from '../../../test/contracts/sealed-store-contract.js';
import { describeSessionStore } from '../../../test/contracts/session-store-contract.js';
import { type Place, postgresPlace, sqlitePlace } from '../../../test/places.js';
import { PostgresServer } from '../../../test/postgres-server.js';

await cryptoReady;
let server: PostgresServer;
let database: string;

const ADAPTERS: readonly {
  readonly name: string;
  readonly needs: readonly RequirementName[];
  readonly place: () => Place;
}[] = [
  { name: 'SQLite', needs: [], place: sqlitePlace },
  { name: 'PostgreSQL', needs: ['postgres'], place: () => postgresPlace(server, database) },
];

/** Cases of the contracts that ran, by what they ran over. */
const ran = new Map<string, string[]>(ADAPTERS.map(({ name }) => [name, []]));

for (const { name, needs, place } of ADAPTERS) {
  describeWith(needs, `over ${name}`, () => {
    afterEach(({ task }) => void ran.get(name)?.push(`${task.suite?.name} ${task.name}`));
    if (needs.length > 0) {
      beforeAll(async () => {
        server = await PostgresServer.start(requirement('postgres').path);
        database = await server.createDatabase();
      });
      afterAll(() => server.stop());
    }
    describeRegistry(place);
    describeAdministration(place);
    describeRecordStore(place);
    describeDestroying(place);
    describeLetterStore(place);
    describeReadStore(place);
    describeOpeningStore(place);
    describeRecoveryStore(place);
    describeRetentionStore(place);
    describeSealedStore(place);
    describeResealing(place);
    describeSessionStore(place);
  });
}

describeWith(['postgres'], 'over both', () => {
  it('ran the same cases', () => {
    const [sqlite = [], postgres = []] = ran.values();
    expect(postgres).toEqual(sqlite);
    expect(sqlite.length).toBeGreaterThan(80);
  });
});
