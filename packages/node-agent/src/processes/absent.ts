/** Whether an error says that there is no such file or process. Any other says nothing about it: unreadable is not absent. */
export function isAbsent(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'ENOENT' || code === 'ESRCH';
}
