import { expect, vi } from 'vitest';
import { button, goTo, seen, tells, type Walk } from './coach-network-walk.js';
import { PATIENCE } from './coached-network.js';

/** A template is changed and looked over; what is sent is what the agent has. */
export async function plans(walk: Walk): Promise<void> {
  const { page, hand, person } = walk;
  await goTo(walk, /^(Programma|Programme)$/);
  await goTo(walk, /^(Een nieuw programma opstellen|Compose a new programme)$/);
  await hand.press(button(page, /^(Opstellen|Make it)$/));
  const day = (place: number) => page.locator('.day').nth(place).locator('.session');
  await day(0).waitFor();
  expect(await day(1).count()).toBe(0);
  await hand.moveOn(day(0), page.locator('.day').nth(1));
  await day(1).waitFor();
  expect(await day(0).count()).toBe(0);
  await page.locator('.load p.tone-good').waitFor();
  const before = await changesMinutes(walk, '300');
  await page.locator('.load li').first().waitFor();
  await seen(walk, 'warned');
  await changesMinutes(walk, before);
  await page.locator('.load p.tone-good').waitFor();
  const sent = page.waitForRequest((request) => request.method() === 'POST' && /\/programmes$/.test(request.url()));
  await hand.press(button(page, /^(Versturen…|Send…)$/));
  await hand.press(button(page, /^(Nu versturen|Send now)$/));
  const { title, from, sessions } = JSON.parse(String((await sent).postData()));
  expect(sessions[0].day).not.toBe(from);
  await page.getByRole('heading', { name: /^(Gedaan van het programma|Done of the programme)$/ }).waitFor();
  await tells(person, 'programme', {
    sound: true,
    programmes: [
      {
        title,
        sessions: expect.arrayContaining([
          expect.objectContaining({ day: sessions[0].day, minutes: sessions[0].minutes }),
        ]),
      },
    ],
  });
}

/** Of the first session of the second week, which may not grow by much. @returns those that it had */
async function changesMinutes({ page, hand }: Walk, minutes: string): Promise<string> {
  await hand.press(page.locator('.day').nth(7).locator('.session button'));
  const field = page.getByLabel(/^(Duur in minuten|Length in minutes)/);
  const before = await field.inputValue();
  // The dialogue that just opened may take the focus from what is being typed into.
  await vi.waitFor(async () => {
    await hand.write(field, minutes);
    expect(await field.inputValue()).toBe(minutes);
  }, PATIENCE);
  await hand.press(button(page, /^(Klaar|Done)$/));
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  return before;
}

/** What the person wrote stands there; what the coach answers comes to the agent, which says that it was seen. */
export async function writes(walk: Walk): Promise<void> {
  const { page, hand, person, network } = walk;
  const answer = 'Nog niet, <b>eerst</b> wandelen.';
  await goTo(walk, /^(Berichten|Messages)$/);
  await page.getByText('Mag ik al lopen?').waitFor();
  await hand.write(page.getByLabel(/^(Schrijf naar|Write to)/), answer);
  await hand.press(button(page, /^(Versturen|Send)$/));
  await page.locator('.timeline').getByText(answer, { exact: true }).waitFor();
  const said = expect.arrayContaining([expect.objectContaining({ text: answer, problems: [] })]);
  await tells(person, 'messages', { sound: true, threads: [{ messages: said }] });
  await vi.waitFor(async () => {
    const { messages } = await network.answer<{ readonly messages: readonly { readonly text: string }[] }>(
      `/v1/people/${person.pseudonym}/messages`,
    );
    expect(messages).toContainEqual(expect.objectContaining({ text: answer, acknowledged: true }));
  }, PATIENCE);
  await goTo(walk, /^(Programma|Programme)$/);
  await goTo(walk, /^(Berichten|Messages)$/);
  await page
    .locator('.timeline > li', { hasText: answer })
    .getByText(/^(gezien|seen)$/)
    .waitFor();
  await seen(walk, 'messages');
}
