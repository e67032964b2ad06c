import type { Duplex, Readable, Writable } from 'node:stream';
import type { PodSpec } from '@sampan/api';

/**
 * A container runtime: what the agent needs from the host to run pods. All of it is told by value, so that a driver
 * knows nothing of the API server, and what was started survives the agent.
 */
export interface Driver {
  /** `process`: the scheme of container ids (`process://…`). */
  readonly name: string;
  readonly version: string;
  /** Whether pods have networks of their own; a node says so by its condition NetworkIsolation. */
  readonly networkIsolation: boolean;
  /** Whether a volume is really at its mount path, whoever opens that; otherwise only where the path is told. */
  readonly mountsVolumes: boolean;
  /** What the pod asks for and does not get from this driver, as paths of fields: `containers[web].tty`. */
  ignoredFields(pod: PodSpec): string[];
  /** The user that a container runs as if it does not say; undefined where there are no users. */
  readonly defaultUid: number | undefined;
  /** Whether containers can run as users of the pod's choice. */
  readonly choosesUsers: boolean;
  /** What is there from before: pods, and the newest attempt of each container, dead or alive. */
  adopt(): Promise<AdoptedPod[]>;
  /** Gives the pod its address and its folder. Doing it again answers the same. */
  createSandbox(request: SandboxRequest): Promise<Sandbox>;
  /** Ends every process of the pod, frees its address and removes its folder; answers the processes that it could not end. */
  removeSandbox(podUid: string): Promise<readonly number[]>;
  /** Starts a container; rejects with a {@link StartError} when its program cannot be started. */
  startContainer(request: ContainerRequest): Promise<Container>;
  /** Runs a command beside a container's program, in its environment. */
  exec(container: Container, request: ExecRequest): Promise<ExecProcess>;
  /** Connects to a port of the pod, as port-forward does. */
  connect(podUid: string, port: number): Promise<Duplex>;
  /** Who accepts connections at a port of the pod's address: pods may share a network, and then anybody may. */
  portHolder(podUid: string, port: number): Promise<'pod' | 'other' | 'nobody'>;
  usage(containers: readonly Container[]): Promise<Map<string, ContainerUsage>>;
  /** Leaves the containers running. */
  close(): Promise<void>;
}

export interface SandboxRequest {
  podUid: string;
  namespace: string;
  name: string;
  /** What programs of the pod see as their host's name. */
  hostname: string;
  hostNetwork: boolean;
}

export interface Sandbox {
  podUid: string;
  namespace: string;
  name: string;
  hostname: string;
  ip: string;
  /** The address is the node's. */
  hostNetwork?: boolean;
  /** The pod's folder: volumes lie in it. */
  folder: string;
}

export interface ContainerRequest {
  sandbox: Sandbox;
  name: string;
  /** Counts the starts of this container in its pod, from 0. */
  attempt: number;
  id: string;
  image: string;
  imageID: string;
  /** The program and its arguments, after the image's defaults were applied. */
  argv: readonly string[];
  env: ReadonlyMap<string, string>;
  workingDir?: string;
  mounts: readonly Mount[];
  /** Where the program may leave its last words, as a path in the container. */
  terminationMessagePath: string;
  /** The port that the container says it listens on, if any. */
  port?: number;
  stdin: boolean;
  /** Whether the input ends with the first session that gives any. */
  stdinOnce?: boolean;
  /** Without one it runs as the driver's default user. */
  user?: ContainerUser;
  /** Told of what will not work as asked, though the container starts. */
  warn?(message: string): void;
}

export interface ContainerUser {
  uid: number;
  gid: number;
  /** Supplemental groups. */
  groups: readonly number[];
}

/** A folder or file of the host that a container sees at `mountPath`. */
export interface Mount {
  mountPath: string;
  hostPath: string;
  readOnly: boolean;
}

/** A container that was started: running, or ended. */
export interface Container {
  readonly id: string;
  readonly podUid: string;
  readonly name: string;
  readonly attempt: number;
  readonly image: string;
  readonly imageID: string;
  /** Milliseconds since the Unix epoch. */
  readonly startedAt: number;
  /** The process that was started; its children are in its process group. */
  readonly pid: number;
  /** The newest log file; older ones beside it have `.1`, `.2`, … */
  readonly logFile: string;
  /** That of the attempt before this one, which may not be there any more. */
  readonly previousLogFile: string;
  /** The file that holds its last words, if any were written. */
  readonly terminationMessageFile: string;
  /** Resolves once, when the program has ended and its output is in the log. */
  readonly exited: Promise<ContainerExit>;
  /** What the program writes from now on, as it writes it. `began` is called when it is known from where on. */
  follow(stream: 'stdout' | 'stderr', options: FollowOptions): AsyncIterable<Buffer>;
  /** Sends a signal, by name or number, to all of the container's processes. No error when there are none. */
  signal(signal: NodeJS.Signals | number): void;
  /** A writer of the program's input, where the request asked for one; undefined once nobody can read it any more. */
  openStdin?(): Writable | undefined;
  /** Ends the input for good, where it ends with its first session; the program reads what was written before. */
  closeStdin?(): void;
}

export interface FollowOptions {
  began(): void;
  signal: AbortSignal;
}

export interface ContainerExit {
  exitCode: number;
  /** The number of the signal that ended it, if one did. */
  signal?: number;
  finishedAt: number;
}

export interface AdoptedPod {
  podUid: string;
  /** Undefined where something of the pod is there, and no sandbox that could be gone on with. */
  sandbox?: Sandbox;
  containers: Container[];
  /** What was found and could not be made sense of; what of it was running has been ended. */
  problems: string[];
}

export interface ExecRequest {
  command: readonly string[];
  tty: boolean;
  stdin: boolean;
  /** For a terminal. */
  size?: TerminalSize;
}

export interface TerminalSize {
  columns: number;
  rows: number;
}

export interface ExecProcess {
  readonly stdin?: Writable;
  readonly stdout: Readable;
  /** None for a terminal: it is all one stream. */
  readonly stderr?: Readable;
  readonly exited: Promise<{ exitCode: number }>;
  resize(size: TerminalSize): void;
  kill(): void;
}

export interface ContainerUsage {
  /** CPU time since the start. */
  cpuNanoseconds: bigint;
  /** Resident memory of all its processes. */
  memoryBytes: number;
  processes: number;
}

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
