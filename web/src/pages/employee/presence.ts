/* Whether anybody is at the page: what it asks by itself keeps nobody logged in. */

const presence = { isNow: true, sinceRound: true };

/** Whether nobody touched the page since the round before this one. */
export const isUntouched = (): boolean => !presence.isNow;

export function beginRound(): void {
  presence.isNow = presence.sinceRound;
  presence.sinceRound = false;
}

/** @param onReturn somebody touched it, and nobody had in the round before */
export function noticeTouches(onReturn: () => void): void {
  const touched = (): void => {
    const wasNobody = isUntouched();
    presence.isNow = true;
    presence.sinceRound = true;
    if (wasNobody) onReturn();
  };
  for (const act of ['keydown', 'pointerdown']) addEventListener(act, touched, { capture: true });
}
