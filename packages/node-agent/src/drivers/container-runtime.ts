import type { Container } from './container.js';
import type { ExecProcess, ExecRequest } from './exec-process.js';
import type { Notice } from './notice.js';
import type { ResourceLimits } from './resource-limits.js';
import type { Sandbox } from './sandbox-runtime.js';

/** Runs the programs of containers, and commands beside them. */
export interface ContainerRuntime {
  /** The user that a container runs as if it does not say; undefined where there are no users. */
  readonly defaultUid: number | undefined;
  /** Starts a container; rejects with a StartError when its program cannot be started. */
  start(request: ContainerRequest): Promise<Container>;
  /** Changes what a running container may use, as far as the driver limits anything. */
  resize(container: Container, limits: ResourceLimits): Promise<void>;
  /** Runs a command beside a container's program, in its environment. */
  exec(container: Container, request: ExecRequest): Promise<ExecProcess>;
  usage(containers: readonly Container[]): Promise<Map<string, ContainerUsage>>;
}

/** All that a container needs, by value: a driver knows nothing of pods, and what was started survives the agent. */
export interface ContainerRequest {
  sandbox: Sandbox;
  name: string;
  /** Counts the starts of this container in its pod, from 0. */
  attempt: number;
  id: string;
  image: string;
  imageID: string;
  /** The folder that is the container's `/`; the host's own without one. */
  rootfs?: string;
  /** The program and its arguments, after the image's defaults were applied. */
  argv: readonly string[];
  env: ReadonlyMap<string, string>;
  workingDir?: string;
  mounts: readonly Mount[];
  /** Where the program may leave its last words, as a path in the container. */
  terminationMessagePath: string;
  /** The ports that the container says it listens on. */
  ports: readonly number[];
  stdin: boolean;
  /** Whether the input ends with the first session that gives any. */
  stdinOnce?: boolean;
  /** The signal that asks it to end: `SIGTERM`. */
  stopSignal: string;
  /** Its input and output are a terminal. */
  tty: boolean;
  /** Without one it runs as the driver's default user. */
  user?: ContainerUser;
  security: ContainerSecurity;
  limits: ResourceLimits;
  /** Told of what will not work as asked, though the container starts. */
  notify?(notice: Notice): void;
}

export interface ContainerUser {
  uid: number;
  gid: number;
  /** Supplemental groups. */
  groups: readonly number[];
}

/** What a container's processes may do to the host, in Kubernetes' words; profiles are as the pod names them. */
export interface ContainerSecurity {
  privileged: boolean;
  readOnlyRoot: boolean;
  /** Programs that would gain privileges when they are run do not. */
  noNewPrivileges: boolean;
  capabilities: { add: readonly string[]; drop: readonly string[] };
  seccomp?: SecurityProfile;
  appArmor?: SecurityProfile;
  seLinux?: { user?: string; role?: string; type?: string; level?: string };
  /** All of `/proc` is there, unmasked. */
  unmaskedProc: boolean;
}

export interface SecurityProfile {
  type: string;
  localhostProfile?: string;
}

/** A folder or file of the host that a container sees at `mountPath`. */
export interface Mount {
  mountPath: string;
  hostPath: string;
  readOnly: boolean;
  /** Whether mounts that are made later are seen on the other side. */
  propagation: 'None' | 'HostToContainer' | 'Bidirectional';
}

export interface ContainerUsage {
  /** CPU time since the start. */
  cpuNanoseconds: bigint;
  /** Resident memory of all its processes. */
  memoryBytes: number;
  processes: number;
}
