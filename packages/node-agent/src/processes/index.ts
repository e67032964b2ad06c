export { type FolderLock, FolderLockedError, lockFolder, lockHolder, waitForLock } from './folder-lock.js';
export { identify, isAlive, type ProcessIdentity, signalProcess } from './process-identity.js';
