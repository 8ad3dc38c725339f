import type { Language } from './language.js';

const SENT = {
  en: ['Sent, and stored by the coach API.', 'Kept here; it goes out as soon as the agent runs and is online.'],
  nl: ['Verstuurd, en bewaard door de coach-API.', 'Hier bewaard; het vertrekt zodra de agent draait en online is.'],
} as const;

/** How far something that was just written has come. */
export const sentLine = (stored: boolean, language: Language): string => SENT[language][stored ? 0 : 1];
