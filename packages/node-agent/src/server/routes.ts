import type { AgentRequest } from './agent-request.js';
import type { Answer } from './answer.js';
import { attach } from './attach.js';
import { connectToPort } from './connect-to-port.js';
import { containerLogs } from './container-logs.js';
import { exec } from './exec.js';
import { portForward } from './port-forward.js';
import { resourceMetrics } from './resource-metrics.js';
import { stats } from './stats-summary.js';
import type { Upgrade } from './streams/stream-session.js';

/** The first segment of the path decides; the handler gets the rest. */
export const routes: Record<string, ((request: AgentRequest) => Answer | Promise<Answer>) | undefined> = {
  healthz: () => 'ok',
  pods: ({ manager }) => ({
    json: { kind: 'PodList', apiVersion: 'v1', metadata: {}, items: manager.list().map(({ runtime }) => runtime.pod) },
  }),
  containerLogs,
  stats,
  metrics: resourceMetrics,
};

/** Routes that take the connection over. They reject with an HttpError as long as they have not answered the upgrade. */
export const streamRoutes: Record<string, ((request: AgentRequest, upgrade: Upgrade) => Promise<void>) | undefined> = {
  exec,
  attach,
  portForward,
  connect: connectToPort,
};
