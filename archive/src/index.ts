export { ArchiveError, type ArchiveErrorCode } from './error.js';
export { END_OF_ARCHIVE, type TarMember, tarHeader, tarPadding } from './tar.js';
export { type TarEvent, TarReader } from './tar-reader.js';
export { readArchive, readArchiveByMember, writeArchive } from './whole.js';
