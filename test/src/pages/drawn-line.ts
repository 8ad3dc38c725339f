import type { Page } from 'playwright-core';

export interface DrawnLine {
  readonly pixels: number;
  /** Where nothing of it is drawn, each as a share of the width from its first pixel to its last. */
  readonly gaps: readonly number[];
}

/** What is drawn on a canvas in the colour that the first line of a light chart has. */
export const drawnIn = (page: Page, canvas: string): Promise<DrawnLine> =>
  page.evaluate(`(() => {
    const canvas = document.querySelector('${canvas}');
    const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
    const isOfLine = (at) => data[at + 3] > 100 && [0x0b, 0x6b, 0x62].every((part, i) => Math.abs(data[at + i] - part) < 40);
    const columns = Array(canvas.width).fill(0);
    for (let at = 0; at < data.length; at += 4) if (isOfLine(at)) columns[(at / 4) % canvas.width] += 1;
    const drawn = columns.flatMap((count, x) => (count > 0 ? [x] : []));
    const width = Math.max(1, drawn.at(-1) - drawn[0]);
    const gaps = drawn.slice(1).flatMap((x, i) => (x - drawn[i] > 1 ? [(x - drawn[i] - 1) / width] : []));
    return { pixels: columns.reduce((sum, count) => sum + count, 0), gaps };
  })()`);

/** How many bars of known values are drawn in a part of a page: each is one closed outline. */
export const barsIn = async (part: Pick<Page, 'locator'>): Promise<number> => {
  const outlines = await part
    .locator('.bars .bar')
    .evaluateAll((all) => all.map((each) => each.getAttribute('d') ?? ''));
  return outlines.join('').split('z').length - 1;
};
