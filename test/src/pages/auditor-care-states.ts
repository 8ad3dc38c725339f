import { encodeVkey, noteSigner } from '@fit4work/protocol';
import type { Page } from 'playwright-core';
import {
  believe,
  DAY,
  goTo,
  press,
  type State,
  VERIFY,
  verified,
  withoutWitnesses,
  withQuorum,
} from './auditor-states.js';
import { verdict } from './auditor-walk.js';
import { text } from './every-look.js';

/** How long a log stood still that nobody wrote to. */
export const STILL_DAYS = 200;
export const STILL = /^Het logboek klopt, maar deze stand is oud$/;
export const OTHER_KEY =
  /^Ook ondertekend als council\.example, met een andere sleutel dan die van uw beleid: dat telt niet/;

/** As a policy that has another key of one witness, so that the true one is the other. */
export const withOtherKey = (policy: string): string =>
  withQuorum(policy, 'quorum university').replace(
    /witness council \S+/,
    `witness council ${encodeVkey(noteSigner('council.example', 4, new Uint8Array(32).fill(7)).key)}`,
  );

async function still(page: Page, policy: string, said: RegExp): Promise<void> {
  await believe(page, policy);
  await press(page, VERIFY);
  await verdict(page, said).waitFor();
  await text(page, new RegExp(`^Bij het nakijken was dat ${STILL_DAYS} dagen geleden\\.`));
}

/** What is right, and told with care. */
export const CARE: Readonly<Record<string, State>> = {
  'sound, of a state that is old': {
    reach: (page, log) => still(page, log.policyText, STILL),
    clock: STILL_DAYS * DAY + 60,
  },
  'sound, of a state that is old and that nobody confirms': {
    reach: (page, log) => still(page, withoutWitnesses(log.policyText), /^Het logboek klopt met zichzelf/),
    clock: STILL_DAYS * DAY + 60,
  },
  'sound, with another key of a witness': {
    reach: async (page, log) => {
      await verified(page, log, withOtherKey(log.policyText));
      await text(page, OTHER_KEY);
    },
  },
  'witnesses, one with another key': {
    reach: async (page, log) => {
      await believe(page, withOtherKey(log.policyText));
      await goTo(page, 'Getuigen');
      await text(page, OTHER_KEY);
    },
  },
  'another policy asked for': {
    reach: async (page, log) => {
      await believe(page, log.policyText);
      await press(page, 'Een ander beleid geven');
      await text(page, /^U gelooft dit beleid niet meer/);
    },
  },
};
