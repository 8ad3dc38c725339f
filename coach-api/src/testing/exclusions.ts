import { cp, readFile } from 'node:fs/promises';
import { toBase64Url } from '@fit4work/protocol';
import { ADMIN, BROKER, type Desk } from './desk.js';
import { Employee } from './employee.js';

export const keyOf = ({ agent }: Employee): string => toBase64Url(agent.publicKey);

/** What is asked of a desk, and of its journal, about who is let in no more. */
export function exclusionsAt(deskOf: () => Desk) {
  const admit = async (): Promise<readonly string[]> =>
    (await deskOf().http('GET', '/v1/agents/jwks.json', { token: BROKER })).body.keys.map(({ x }: { x: string }) => x);
  const ask = async (method: 'PUT' | 'DELETE', act: string) =>
    (await deskOf().http(method, `/v1/invitations/${act}`, { token: ADMIN })).status;
  const invite = async () => (await deskOf().http('POST', '/v1/invitations', { token: ADMIN })).body;
  const enrol = (person: number, code: string, agent = 1) =>
    deskOf().http('POST', '/v1/enrolments', { body: new Employee(person, agent).enrolment(code) });
  const stateOf = async (number: number) => {
    const { invitations } = (await deskOf().http('GET', '/v1/invitations', { token: ADMIN })).body;
    return invitations.find((each: { number: number }) => each.number === number)?.state;
  };
  /** Of those who are let in no more. */
  const lines = async (): Promise<readonly { act: string; invitation?: string }[]> =>
    (await readFile(deskOf().exclusionJournal, 'utf8'))
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line))
      .filter(({ act }) => act !== 'use' && act !== 'mark');
  /** Who used which invitation as well. */
  const everything = async () => (await readFile(deskOf().exclusionJournal, 'utf8')).split('\n').sort();
  /** @returns whether a start found something that the database lacked */
  async function replayedAgain(): Promise<boolean> {
    const before = deskOf().lines.length;
    await deskOf().stop();
    await deskOf().start();
    return deskOf()
      .lines.slice(before)
      .some((line) => line.includes('exclusions-done-again'));
  }
  const acts = async () => (await lines()).map(({ act }) => act);

  /** @returns what brings the copy back */
  async function backUp(): Promise<() => Promise<void>> {
    await deskOf().stop();
    await cp(deskOf().database, `${deskOf().exclusionJournal}.copy`);
    await deskOf().start();
    return async () => {
      await deskOf().stop();
      await cp(`${deskOf().exclusionJournal}.copy`, deskOf().database);
      await deskOf().start();
    };
  }

  return { admit, ask, invite, enrol, stateOf, lines, everything, acts, replayedAgain, backUp };
}
