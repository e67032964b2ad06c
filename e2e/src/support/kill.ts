/** Kills a process that has to be there: id 0 would be the test itself, and all that it started. */
export function kill(pid: number | undefined): void {
  if (pid === undefined) throw new Error('there is no such process to be killed');
  process.kill(pid, 'SIGKILL');
}
