/** Why a container could not be started, in the words of container runtimes. */
export class StartError extends Error {
  /** `StartError`, `ContainerCannotRun`, `CreateContainerError` … */
  readonly reason: string;
  readonly exitCode: number;

  constructor(message: string, { reason = 'StartError', exitCode = 128 }: { reason?: string; exitCode?: number } = {}) {
    super(message);
    this.name = 'StartError';
    this.reason = reason;
    this.exitCode = exitCode;
  }
}
