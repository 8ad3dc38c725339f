import { parseRecoveryToken, toBase64Url } from '@fit4work/protocol';
import { epochLines, newestEpoch } from './adapters/epoch-lines.js';
import { DISTRICTS_HEADER, gatherPeople } from './adapters/gathered-people.js';
import { takenAlong } from './adapters/http/passing.js';
import { PeerClient } from './adapters/peer-client.js';
import { PostgresLeases } from './adapters/postgres/leases.js';
import type { Database } from './adapters/sql/dialect.js';
import { fenced } from './adapters/sql/fenced.js';
import { SqlRegistry } from './adapters/sql/registry.js';
import type { Looking } from './alone.js';
import type { AppOptions } from './app.js';
import { CertifiedRegistry } from './certified-registry.js';
import { Holdings } from './cluster/holdings.js';
import type { Holding } from './cluster/ports.js';
import type { Config } from './config.js';
import { COMMON, DISTRICTS } from './core/districts.js';
import { InvitationMarks } from './core/invitation-marks.js';
import { PeerMarks } from './core/peer-marks.js';
import { refusalOf } from './core/refusal.js';
import { type District, openDistrict } from './district.js';
import { closeJournals, type JournalOverrides, meansOf, openJournals } from './district-means.js';
import type { KnownRetirements } from './known-retirements.js';
import { peopleOf } from './people.js';
import { assembleService } from './service.js';
import type { Means, SharedParts } from './shared-parts.js';

export interface AmongOthersOptions {
  readonly config: Config;
  /** Of the PostgreSQL server. */
  readonly url: string;
  readonly overrides: JournalOverrides;
  readonly db: Database;
  /** Who this process is among the others. */
  readonly holder: string;
  /** Whether whoever asks is logged in still. */
  readonly isStillIn: NonNullable<AppOptions['passing']>['isStillIn'];
}

/** One of several coach APIs of a database, which share the work. @throws CoachError `bad-config`, `store-unavailable` */
export async function lookAmongOthers(means: Means, options: AmongOthersOptions): Promise<Looking> {
  const { db, holder, url, config, isStillIn } = options;
  const { link, logger, clock } = means;
  const table = await PostgresLeases.open({ url, holder, districts: DISTRICTS });
  const marks = new PeerMarks(means.signingKey);
  const isConnected = (): boolean => link.connected;
  const open = async (holding: Holding): Promise<District> => openHeld(shared, holding, options);
  const folders = [config.erasures, config.consents, config.exclusions];
  const newest = (district: string): Promise<number> => newestEpoch(folders, district);
  const holdings: Holdings = new Holdings({ table, open, newest, isConnected, marks, logger });
  const { shared, service } = await assembleService(means, holdings);
  const rows = new SqlRegistry(db, new InvitationMarks(means.signingKey));
  // Of people who are looked after elsewhere nobody here knows whose consent the journal has: their certificates count.
  const pinOf = (pseudonym: string) => holdings.find(pseudonym)?.known.pinOf(pseudonym);
  const claimant = async (token: string): Promise<string | undefined> => {
    const claim = refusalOf(() => parseRecoveryToken(token));
    return 'refused' in claim ? undefined : (await rows.personOfIdentity(toBase64Url(claim.subject)))?.pseudonym;
  };
  const peers = new PeerClient({ marks, clock });
  return {
    ...{ districts: holdings, shared, service, claimant },
    registry: new CertifiedRegistry({ rows, known: { pinOf }, retired: retiredAmong(holdings), logger }),
    people: peopleAmong({ holdings, peers, clock }),
    passing: { marks, peers, clock, claimant, isStillIn, whereIs: (district) => holdings.whereIs(district) },
    names: () => holdings.names,
    start: (address) => holdings.start(config.cluster?.address ?? address),
    stop: () => holdings.stop(),
    close: () => table.close(),
  };
}

/** Of people who are looked after elsewhere their rows count, until they are here. */
const retiredAmong = (holdings: Holdings): Pick<KnownRetirements, 'count' | 'countOf' | 'lastOf'> => ({
  get count() {
    return holdings.held.reduce((count, { retired }) => count + retired.count, 0);
  },
  countOf: (prefix) => holdings.held.reduce((count, { retired }) => count + retired.countOf(prefix), 0),
  lastOf: (pseudonym, agent) => holdings.find(pseudonym)?.retired.lastOf(pseudonym, agent),
});

async function openHeld(
  shared: SharedParts,
  holding: Holding,
  { config, overrides, db, holder }: AmongOthersOptions,
): Promise<District> {
  const { name: district, epoch } = holding;
  const journals = await openJournals(config, overrides, epochLines({ district, epoch }));
  try {
    const { signingKey } = shared.means;
    return await openDistrict(shared, meansOf({ db: fenced(db, holding, holder), signingKey, journals, holding }));
  } catch (cause) {
    await closeJournals(journals);
    throw cause;
  }
}

interface PeopleAmong {
  readonly holdings: Holdings;
  readonly peers: PeerClient;
  readonly clock: Means['clock'];
}

/** Another coach API is told of those who are looked after here, and anybody else of all. */
const peopleAmong = ({ holdings, peers, clock }: PeopleAmong): Looking['people'] => {
  const wanted = DISTRICTS.filter((district) => district !== COMMON);
  const others = (): readonly string[] => holdings.others;
  return async (coach, request, reply) => {
    const districts = holdings.names;
    const lists = await Promise.all(holdings.held.map((each) => peopleOf(coach, { ...each, clock })));
    // What was lost meanwhile may have been granted, or not, by somebody else.
    const kept = districts.filter((district) => holdings.names.includes(district));
    const own = { districts: kept, people: lists.flat().filter(({ pseudonym }) => kept.includes(pseudonym.charAt(0))) };
    reply.header(DISTRICTS_HEADER, kept.join());
    return request.passed ? own.people : gatherPeople(own, takenAlong(request), { peers, others, wanted });
  };
};
