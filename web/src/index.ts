export { WebError, type WebErrorCode } from './error.js';
export { openPageFiles, type PageFile, type PageFiles, type PageRequest } from './page-files.js';
