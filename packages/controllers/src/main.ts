import { readFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { systemClock } from '@sampan/api';
import {
  connectionFor,
  createClient,
  createHttpTransport,
  createLogger,
  levelOfVerbosity,
  loadKubeconfig,
  randomSuffix,
  readCommandLine,
  startLeaderElection,
} from '@sampan/client';
import { type RunningControllerManager, startControllerManager } from './controller-manager.js';
import { autoscalingFlags, autoscalingSettings } from './horizontalpodautoscaler/flags.js';

const usage = `
Usage: sampan-controller-manager [flags]

  --kubeconfig FILE           how the API server is reached, and as whom
  --root-ca-file FILE         the certificates that Pods get to trust the API server by
  --cluster-signing-cert-file FILE, --cluster-signing-key-file FILE
                              the authority that signs certificates that are asked for
  --local-volumes-dir FOLDER  where the volumes of the class of local folders lie
  --controllers LIST          those that run, "*" for all, "-name" for all but one (*)
  --horizontal-pod-autoscaler-sync-period, -downscale-stabilization, -tolerance,
  -cpu-initialization-period, -initial-readiness-delay VALUE
                              how autoscalers measure and wait
  --leader-elect true|false   whether it waits until no other one runs (false)
  -v, --v LEVEL               how much it logs (0)
`;

/** The controller manager's process. */
process.channel?.unref();
const { values } = readCommandLine({
  usage,
  options: {
    kubeconfig: { type: 'string' },
    'root-ca-file': { type: 'string' },
    'cluster-signing-cert-file': { type: 'string' },
    'cluster-signing-key-file': { type: 'string' },
    'local-volumes-dir': { type: 'string' },
    controllers: { type: 'string', default: '*' },
    ...autoscalingFlags,
    'leader-elect': { type: 'string', default: 'false' },
    v: { type: 'string', short: 'v', default: '0' },
  },
  together: [['cluster-signing-cert-file', 'cluster-signing-key-file']],
});
const logger = createLogger({ level: levelOfVerbosity(Number(values.v)) });
const loaded = await loadKubeconfig(values.kubeconfig === undefined ? {} : { file: values.kubeconfig });
const { connection } = await connectionFor(loaded, { userAgent: 'kube-controller-manager' });
const client = createClient(createHttpTransport(connection));
const rootCaFile = values['root-ca-file'];
const [signingCert, signingKey] = [values['cluster-signing-cert-file'], values['cluster-signing-key-file']];
const localVolumes = values['local-volumes-dir'];
const settings = {
  autoscaling: autoscalingSettings(values),
  controllers: values.controllers.split(','),
  ...(rootCaFile !== undefined && { rootCa: await readFile(rootCaFile, 'utf8') }),
  ...(signingCert !== undefined &&
    signingKey !== undefined && {
      signingAuthority: { cert: await readFile(signingCert, 'utf8'), key: await readFile(signingKey, 'utf8') },
    }),
  ...(localVolumes !== undefined && { localVolumes }),
};

let manager: Promise<RunningControllerManager> | undefined;
const start = (): void => {
  manager = startControllerManager({ ...settings, client, clock: systemClock, logger });
  manager.then(() => process.send?.('ready'));
};

const election =
  values['leader-elect'] === 'true'
    ? startLeaderElection({
        client,
        clock: systemClock,
        logger,
        lease: { namespace: 'kube-system', name: 'kube-controller-manager' },
        identity: `${hostname()}_${randomSuffix(10)}`,
        onStartedLeading: start,
        onStoppedLeading: () => process.exit(1),
      })
    : undefined;
if (election === undefined) start();

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, async () => {
    await Promise.race([
      manager?.then((running) => running.stop()),
      new Promise((resolve) => setTimeout(resolve, 5_000)),
    ]);
    await election?.stop();
    process.exit(0);
  });
}
