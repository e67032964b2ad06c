import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import type { Clock, Timer } from '@sampan/api';
import { type ClusterFolder, logFile } from '../layout/cluster-folder.js';
import { componentLock, lockVariable, supervisorVariable } from '../processes/component-locks.js';
import { stopTimeout } from '../processes/stop-process.js';
import { countFailure, restartDelay } from './back-off.js';
import { bundleFolder, type Component } from './components.js';

/** What the supervisor says of a component. */
export interface ComponentState {
  readonly component: string;
  readonly state: 'starting' | 'ready' | 'failed' | 'stopped';
  /** How it ended, for `failed`. */
  readonly detail?: string;
}

/**
 * One component that is kept running:
 *
 *   start ──▶ starting ──"ready"──▶ ready ──exit──▶ failed ──back-off──▶ starting
 *                  └────────exit──────────────────────┘
 *   stop: no restart from here on; SIGTERM, then SIGKILL after ten seconds ──▶ stopped
 */
export class SupervisedProcess {
  readonly #component: Component;
  readonly #folder: ClusterFolder;
  readonly #clock: Clock;
  readonly #report: (state: ComponentState) => void;
  #child: ChildProcess | undefined;
  #restart: Timer | undefined;
  #failures = 0;
  #stopping = false;

  constructor(
    component: Component,
    options: { folder: ClusterFolder; clock: Clock; report: (state: ComponentState) => void },
  ) {
    this.#component = component;
    this.#folder = options.folder;
    this.#clock = options.clock;
    this.#report = options.report;
  }

  start(): void {
    const { name, args } = this.#component;
    const log = openSync(logFile(this.#folder, name), 'a', 0o600);
    const startedAt = this.#clock.now();
    this.#report({ component: name, state: 'starting' });
    const env = {
      ...process.env,
      [lockVariable]: componentLock(this.#folder, name),
      [supervisorVariable]: String(process.pid),
    };
    const child = spawn(process.execPath, ['--import', holdComponentLock(), ...args], {
      stdio: ['ignore', log, log, 'ipc'],
      cwd: this.#folder.root,
      env,
    });
    closeSync(log);
    this.#child = child;
    child.on('message', (message) => {
      if (message === 'ready') this.#report({ component: name, state: 'ready' });
    });
    child.once('error', (error) => this.#ended(child, startedAt, error.message));
    child.once('exit', (code, signal) => this.#ended(child, startedAt, signal ?? `exit code ${code}`));
  }

  /** Resolves when the process is gone. */
  async stop(): Promise<void> {
    this.#stopping = true;
    this.#restart?.cancel();
    const child = this.#child;
    if (child === undefined) return;
    const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    child.kill('SIGTERM');
    const deadline = this.#clock.setTimeout(() => child.kill('SIGKILL'), stopTimeout);
    await gone;
    deadline.cancel();
  }

  #ended(child: ChildProcess, startedAt: number, detail: string): void {
    if (this.#child !== child) return;
    this.#child = undefined;
    const { name } = this.#component;
    if (this.#stopping) {
      this.#report({ component: name, state: 'stopped' });
      return;
    }
    this.#report({ component: name, state: 'failed', detail });
    this.#failures = countFailure(this.#failures, this.#clock.now() - startedAt);
    this.#restart = this.#clock.setTimeout(() => this.start(), restartDelay(this.#failures - 1));
  }
}

/** What takes the component's lock lies beside the bundles. */
function holdComponentLock(): string {
  return new URL('./hold-component-lock.js', bundleFolder()).href;
}
