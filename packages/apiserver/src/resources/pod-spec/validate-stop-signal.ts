import { type FieldError, field, type PodOS } from '@sampan/api';

/** The signals that Linux has for processes, as Kubernetes counts them. */
const linuxSignals = [
  ...['SIGABRT', 'SIGALRM', 'SIGBUS', 'SIGCHLD', 'SIGCLD', 'SIGCONT', 'SIGFPE', 'SIGHUP', 'SIGILL', 'SIGINT', 'SIGIO'],
  ...['SIGIOT', 'SIGKILL', 'SIGPIPE', 'SIGPOLL', 'SIGPROF', 'SIGPWR', 'SIGQUIT', 'SIGRTMAX', 'SIGRTMIN', 'SIGSEGV'],
  ...['SIGSTKFLT', 'SIGSTOP', 'SIGSYS', 'SIGTERM', 'SIGTRAP', 'SIGTSTP', 'SIGTTIN', 'SIGTTOU', 'SIGURG', 'SIGUSR1'],
  ...['SIGUSR2', 'SIGVTALRM', 'SIGWINCH', 'SIGXCPU', 'SIGXFSZ'],
  ...Array.from({ length: 14 }, (_, index) => `SIGRTMAX-${index + 1}`),
  ...Array.from({ length: 15 }, (_, index) => `SIGRTMIN+${index + 1}`),
].sort();
const windowsSignals = ['SIGKILL', 'SIGTERM'];

/** The signal that asks a container to end: signals are those of an operating system, so the Pod has to name its own. */
export function validateStopSignal(path: string, signal: string | undefined, os: PodOS | undefined): FieldError[] {
  if (signal === undefined) return [];
  if (os === undefined) return [field.forbidden(path, 'may not be set for containers with empty `spec.os.name`')];
  const supported = os.name === 'windows' ? windowsSignals : linuxSignals;
  return supported.includes(signal) ? [] : [field.notSupported(path, signal, supported)];
}
