import {
  type Clock,
  formatMicroTime,
  isAlreadyExists,
  isConflict,
  isNotFound,
  type Lease,
  type ObjectKey,
  resources,
} from '@sampan/api';
import type { Logger } from '../logging/logger.js';
import type { Client } from '../rest/client.js';
import { sleep } from '../util/sleep.js';

export interface LeaderElectionOptions {
  client: Client;
  clock: Clock;
  logger: Logger;
  lease: ObjectKey;
  /** Unique among the candidates: host name and a random part. */
  identity: string;
  /** Milliseconds; 15,000, 10,000 and 2,000 by default, as upstream. */
  leaseDurationMs?: number;
  renewDeadlineMs?: number;
  retryPeriodMs?: number;
  /** Called once the lease is ours. */
  onStartedLeading(): void;
  /** Called when it was lost: the process should end. */
  onStoppedLeading(): void;
}

export interface LeaderElection {
  /** Gives the lease back, so that another takes it at once. */
  stop(): Promise<void>;
}

/**
 * Competes for a Lease as client-go's leader election does, and renews it while it is ours. Whether somebody else's
 * lease ran out is judged by when this process saw it change last: clocks of different machines are never compared.
 */
export function startLeaderElection(options: LeaderElectionOptions): LeaderElection {
  const { clock, logger, renewDeadlineMs = 10_000, retryPeriodMs = 2_000 } = options;
  const stopping = new AbortController();
  const candidate = createCandidate(options);

  async function acquire(): Promise<void> {
    while (!stopping.signal.aborted && !(await candidate.tryToHold())) {
      await sleep(clock, retryPeriodMs * (1 + Math.random() / 5), stopping.signal);
    }
  }

  async function holdOn(): Promise<void> {
    let renewedAt = clock.now();
    while (!stopping.signal.aborted && clock.now() - renewedAt < renewDeadlineMs) {
      await sleep(clock, retryPeriodMs, stopping.signal);
      if (stopping.signal.aborted) return;
      if (await candidate.tryToHold()) renewedAt = clock.now();
    }
  }

  async function run(): Promise<void> {
    await acquire();
    if (stopping.signal.aborted) return;
    logger.info('became leader', { identity: options.identity });
    options.onStartedLeading();
    await holdOn();
    if (stopping.signal.aborted) return candidate.release();
    logger.error('lost the lease', { identity: options.identity });
    options.onStoppedLeading();
  }

  const running = run();
  return {
    async stop() {
      stopping.abort();
      await running;
    },
  };
}

interface Candidate {
  /** Takes or renews the lease; false when somebody else holds it or the server cannot be asked. */
  tryToHold(): Promise<boolean>;
  release(): Promise<void>;
}

function createCandidate(options: LeaderElectionOptions): Candidate {
  const { client, clock, logger, lease: key, identity, leaseDurationMs = 15_000 } = options;
  const leases = client.resource(resources.leases);
  let seen: { lease: Lease; at: number } | undefined;

  function remember(lease: Lease): Lease {
    const isNew = seen?.lease.metadata.resourceVersion !== lease.metadata.resourceVersion;
    if (seen === undefined || isNew) seen = { lease, at: clock.now() };
    return lease;
  }

  async function hold(): Promise<boolean> {
    const lease = await leases.get(key).catch((error: unknown) => {
      if (isNotFound(error)) return undefined;
      throw error;
    });
    if (lease === undefined) {
      remember(await leases.create(leaseOf(key, heldSpec(undefined))));
      return true;
    }
    remember(lease);
    const holder = lease.spec?.holderIdentity ?? '';
    const duration = (lease.spec?.leaseDurationSeconds ?? leaseDurationMs / 1_000) * 1_000;
    const isTaken = holder !== '' && holder !== identity && clock.now() < (seen?.at ?? 0) + duration;
    if (isTaken) return false;
    remember(await leases.update({ ...lease, spec: heldSpec(lease) }));
    return true;
  }

  function heldSpec(current: Lease | undefined): Lease['spec'] {
    const now = formatMicroTime(clock.now());
    const isOurs = current?.spec?.holderIdentity === identity;
    const transitions = current?.spec?.leaseTransitions ?? 0;
    return {
      holderIdentity: identity,
      leaseDurationSeconds: leaseDurationMs / 1_000,
      acquireTime: isOurs ? current?.spec?.acquireTime : now,
      renewTime: now,
      leaseTransitions: isOurs || current === undefined ? transitions : transitions + 1,
    };
  }

  return {
    async tryToHold() {
      try {
        return await hold();
      } catch (error) {
        if (!isConflict(error) && !isAlreadyExists(error))
          logger.warn('the lease could not be taken or renewed', { error });
        return false;
      }
    },
    async release() {
      if (seen?.lease.spec?.holderIdentity !== identity) return;
      const now = formatMicroTime(clock.now());
      const spec = {
        ...seen.lease.spec,
        holderIdentity: '',
        leaseDurationSeconds: 1,
        renewTime: now,
        acquireTime: now,
      };
      await leases.update({ ...seen.lease, spec }).catch((error: unknown) => {
        logger.warn('the lease could not be given back', { error });
      });
    },
  };
}

function leaseOf(key: ObjectKey, spec: Lease['spec']): Lease {
  return { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata: { ...key }, spec };
}
