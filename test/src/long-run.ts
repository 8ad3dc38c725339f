/** Whether all is gone through (`npm run test:slow`), and not a part that stands for it. */
export const isLong = process.env.SLOW === '1';
