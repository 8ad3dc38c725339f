/** What is nobody's own, invitations and the nightly account, is looked after as one more district, in which nobody lives. */
export const COMMON = 'common';

/** People by the first digit of their pseudonym, which is random: so many coach APIs can share the work. */
export const DISTRICTS: readonly string[] = [...'0123456789abcdef', COMMON];

export const districtOf = (pseudonym: string): string => pseudonym.slice(0, 1);
