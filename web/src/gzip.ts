/** How the files of a page are compressed: with shorter blocks than usual, which fit scripts of this size better. */
export const GZIP = { level: 9, memLevel: 7 } as const;
