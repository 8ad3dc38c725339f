import type { AdministrationDoor } from './adapters/http/administration-routes.js';
import type { CoachRoutesOptions } from './adapters/http/coach-routes.js';
import type { EnrolmentRoutesOptions } from './adapters/http/enrolment-routes.js';
import type { LetterRoutesOptions } from './adapters/http/letter-routes.js';
import type { ProgrammeRoutesOptions } from './adapters/http/programme-routes.js';
import type { RecoveryRoutesOptions } from './adapters/http/recovery-routes.js';
import type { Admitting } from './admitting.js';
import type { District } from './district.js';
import type { Districts } from './districts.js';
import { grantsOf } from './people.js';
import type { Clock } from './ports.js';
import type { Reading } from './reading.js';

export interface Doors {
  readonly enrolling: EnrolmentRoutesOptions['enrolling'];
  readonly administering: AdministrationDoor;
  readonly grants: CoachRoutesOptions['grants'];
  readonly reading: Pick<Reading, 'read'>;
  readonly corresponding: LetterRoutesOptions['corresponding'];
  readonly programming: ProgrammeRoutesOptions['programming'];
  readonly recovering: RecoveryRoutesOptions['recovering'];
}

export interface DoorsOptions {
  readonly districts: Districts;
  /** Of agents whoever looks after their people. */
  readonly admitting: Pick<Admitting, 'keySet' | 'admittedOne'>;
  /** Whose token of the 24 words it claims to be: it is verified where that person is looked after. */
  readonly claimant: (token: string) => Promise<string | undefined>;
  readonly clock: Clock;
}

/** What the routes ask, answered by the district that it is about. @throws CoachError `not-held`, each of them */
export function doorsOf({ districts, admitting, claimant, clock }: DoorsOptions): Doors {
  const of = ({ pseudonym }: { readonly pseudonym: string }): District => districts.of(pseudonym);
  return {
    enrolling: {
      enrol: async (code, request) => {
        districts.requireReplayed();
        return of(request).enrolling.enrol(code, request);
      },
      keySet: async () => {
        districts.requireReplayed();
        return admitting.keySet();
      },
      admittedOne: async (keyId) => {
        districts.requireReplayed();
        return admitting.admittedOne(keyId);
      },
    },
    administering: administrationOf(districts),
    grants: async (coach, pseudonym) => grantsOf(coach, pseudonym, { ...of({ pseudonym }), clock }),
    reading: { read: async (ask) => of(ask).reading.read(ask) },
    corresponding: {
      sendProgramme: async (pair, draft) => of(pair).corresponding.sendProgramme(pair, draft),
      programmes: async (pair) => of(pair).corresponding.programmes(pair),
      sendMessage: async (pair, draft) => of(pair).corresponding.sendMessage(pair, draft),
      messages: async (pair) => of(pair).corresponding.messages(pair),
    },
    programming: {
      programme: async (pair, leaf) => of(pair).programming.programme(pair, leaf),
      adherence: async (ask) => of(ask).programming.adherence(ask),
      propose: async (ask, body) => of(ask).programming.propose(ask, body),
    },
    recovering: {
      // A token of nobody takes the time of anybody's, wherever it is looked at.
      authenticate: async (token) => districts.of((await claimant(token)) ?? NOBODY).recovering.authenticate(token),
      person: async (person) => of(person).recovering.person(person),
      addAgent: async (person, request) => of(person).recovering.addAgent(person, request),
      page: (kind, asked) => of(asked).recovering.page(kind, asked),
    },
  };
}

const NOBODY = '0'.repeat(32);

function administrationOf(districts: Districts): AdministrationDoor {
  const common = () => districts.common.administering;
  // Who used an invitation is brought back by the district of that person.
  const replayed = () => {
    districts.requireReplayed();
    return common();
  };
  return {
    addChallenge: async (asked) => common().addChallenge(asked),
    challenges: async () => common().challenges(),
    changeChallenge: async (number, change) => common().changeChallenge(number, change),
    invite: async (asked) => common().invite(asked),
    invitations: async (asked) => common().invitations(asked),
    revoke: async (number) => replayed().revoke(number),
    suspend: async (number) => replayed().suspend(number),
    resume: async (number) => common().resume(number),
    retention: async () => common().retention(),
  };
}
