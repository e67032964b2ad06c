import type { Probe } from '@sampan/api';
import { ProbeLoop } from './probe-loop.js';
import type { ProbeSubject } from './run-probe.js';

export interface ContainerProbesOptions extends ProbeSubject {
  /** The startup probe has passed already (a container that was found running). */
  isStarted: boolean;
  unhealthy(kind: 'Startup' | 'Liveness' | 'Readiness', output: string): void;
  started(): void;
  ready(isReady: boolean): void;
  /** The container is to be restarted. */
  failed(kind: 'startup' | 'liveness', graceSeconds: number | undefined): void;
}

/** The probes of a running container: startup first, then liveness and readiness side by side. */
export class ContainerProbes {
  readonly #options: ContainerProbesOptions;
  readonly #loops = new Set<ProbeLoop>();

  constructor(options: ContainerProbesOptions) {
    this.#options = options;
  }

  start(): void {
    const { container, isStarted, started, unhealthy, failed } = this.#options;
    const { startupProbe } = container;
    if (startupProbe === undefined || isStarted) {
      this.#afterStart();
      return;
    }
    const loop = this.#loop(startupProbe, {
      success: () => {
        loop.stop();
        started();
        this.#afterStart();
      },
      failure: () => {
        loop.stop();
        failed('startup', startupProbe.terminationGracePeriodSeconds);
      },
      unhealthy: (output) => unhealthy('Startup', output),
    });
  }

  stop(): void {
    for (const loop of this.#loops) loop.stop();
    this.#loops.clear();
  }

  #afterStart(): void {
    const { container, ready, unhealthy, failed } = this.#options;
    const { readinessProbe, livenessProbe } = container;
    if (readinessProbe !== undefined) {
      this.#loop(readinessProbe, {
        success: () => ready(true),
        failure: () => ready(false),
        unhealthy: (output) => unhealthy('Readiness', output),
      });
    }
    if (livenessProbe !== undefined) {
      const loop = this.#loop(livenessProbe, {
        success: () => undefined,
        failure: () => {
          loop.stop();
          failed('liveness', livenessProbe.terminationGracePeriodSeconds);
        },
        unhealthy: (output) => unhealthy('Liveness', output),
      });
    }
  }

  #loop(probe: Probe, handler: Omit<ConstructorParameters<typeof ProbeLoop>[0], 'probe' | 'subject'>): ProbeLoop {
    const loop = new ProbeLoop({ probe, subject: this.#options, ...handler });
    this.#loops.add(loop);
    loop.start();
    return loop;
  }
}
