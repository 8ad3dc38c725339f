export { HttpRegistry } from './adapters/http-registry.js';
export { JoseTokenVerifier } from './adapters/jose-token-verifier.js';
export { readServicesFile } from './adapters/services-file.js';
export { type KeySet, type KnownKey, readAgentKeys } from './core/key-set.js';
export { type Principal, userNameOf } from './core/principal.js';
export { RegistryError, type RegistryErrorCode } from './error.js';
export { type Identified, identify } from './identify.js';
export { CachedKeyDirectory, type KeyDirectoryOptions } from './key-directory.js';
export type * from './ports.js';
