/**
 * What somebody else wrote, for a terminal: controls, which could move the cursor and rewrite what stands above, and marks
 * of direction, which could show it backwards, become visible.
 */
export const plainText = (text: string): string => text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '\u{fffd}');
