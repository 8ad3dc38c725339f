import { fromBase64Url, fromHex, toBase64Url, toHex } from '@fit4work/protocol';
import type { Exclusion, ExclusionJournal, HeldPerson } from '../journal-port.js';
import { readingLine } from './journal-line.js';
import { type LineSource, openLines } from './line-journal.js';

const NAME = 'The journal of exclusions';

/** A file of lines of JSON, one act each. @throws CoachError `bad-config`, `at-work` */
export async function openExclusionJournal(path: string, open: LineSource = openLines): Promise<ExclusionJournal> {
  const { journal, lines } = await open({ path, name: NAME, setting: 'FIT4WORK_COACH_EXCLUSIONS' });
  try {
    const entries = lines.map((line) => readingLine(NAME, () => readLine(line)));
    return {
      // Handed over once: nothing here keeps it.
      take: () => entries.splice(0),
      append: (exclusions) => journal.append(exclusions.map(writeLine)),
      close: () => journal.close(),
    };
  } catch (cause) {
    await journal.close();
    throw cause;
  }
}

const writeLine = (exclusion: Exclusion): string =>
  JSON.stringify(exclusion.act === 'retire' ? { ...exclusion, record: toBase64Url(exclusion.record) } : exclusion);

function readLine(line: string): Exclusion {
  const { act, invitation, pseudonym, record, ...which } = JSON.parse(line);
  if (act === 'retire') return { act, pseudonym: toHex(fromHex(pseudonym)), record: fromBase64Url(record) };
  if (act === 'mark') return { act };
  if (act === 'use') return { act, invitation: toHex(fromHex(invitation)), pseudonym: toHex(fromHex(pseudonym)) };
  if (act === 'revoke') return { act, invitation: toHex(fromHex(invitation)) };
  if (act !== 'suspend' && act !== 'resume') throw new TypeError('no such act');
  const held = { invitation: toHex(fromHex(invitation)), holding: readHolding(which) };
  return act === 'resume' ? { act, ...held } : { act, ...held, whom: readWhom(which.whom) };
}

function readWhom(whom: { readonly pseudonym: string; readonly agents: unknown } | undefined): HeldPerson | undefined {
  if (whom === undefined) return undefined;
  const { pseudonym, agents } = whom;
  if (!Array.isArray(agents) || !agents.every(Number.isSafeInteger)) throw new TypeError('no such agents');
  return { pseudonym: toHex(fromHex(pseudonym)), agents };
}

/** An older line has the second in which it began. */
function readHolding({ holding, since }: Readonly<Record<string, unknown>>): string | null | undefined {
  if (typeof holding === 'string') return holding;
  if (holding === undefined && typeof since === 'number') return String(since);
  if (holding === undefined && since === undefined) return undefined;
  if (holding === null || (holding === undefined && since === null)) return null;
  throw new TypeError('no such holding off');
}
