/** The words of Go's syscall package for the errors that a user's files and addresses cause. */
const words: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EADDRINUSE: 'address already in use',
  EADDRNOTAVAIL: 'cannot assign requested address',
  EAGAIN: 'resource temporarily unavailable',
  EBADF: 'bad file descriptor',
  EBUSY: 'device or resource busy',
  ECONNREFUSED: 'connection refused',
  ECONNRESET: 'connection reset by peer',
  EEXIST: 'file exists',
  EFBIG: 'file too large',
  EINVAL: 'invalid argument',
  EIO: 'input/output error',
  EISDIR: 'is a directory',
  ELOOP: 'too many levels of symbolic links',
  EMFILE: 'too many open files',
  ENAMETOOLONG: 'file name too long',
  ENOENT: 'no such file or directory',
  ENOEXEC: 'exec format error',
  ENOSPC: 'no space left on device',
  ENOTDIR: 'not a directory',
  ENOTEMPTY: 'directory not empty',
  ENXIO: 'no such device or address',
  EPERM: 'operation not permitted',
  EPIPE: 'broken pipe',
  EROFS: 'read-only file system',
  ETIMEDOUT: 'connection timed out',
  EXDEV: 'invalid cross-device link',
  // A path with a NUL in it, which the system never gets to see.
  ERR_INVALID_ARG_VALUE: 'invalid argument',
};

/** What went wrong, as Go words it (`no such file or directory`); undefined for what is no error of the system. */
export function systemErrorWords(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return undefined;
  return words[error.code];
}

/**
 * As {@link systemErrorWords}, with what was done to which file in front, as a PathError of Go: `open x: no such file or
 * directory`. `path` is the file as the user named it, if the error does not know.
 */
export function systemErrorText(error: unknown, path?: string): string | undefined {
  const text = systemErrorWords(error);
  if (text === undefined) return undefined;
  const { syscall, path: own } = error as { syscall?: string; path?: string };
  const subject = [syscall, path ?? own].filter((part) => part !== undefined).join(' ');
  return subject === '' ? text : `${subject}: ${text}`;
}
