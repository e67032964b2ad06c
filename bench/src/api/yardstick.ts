/** What one of our numbers is compared with. */
export interface Yardstick {
  readonly perSecond: number;
  /** CPU time of the server for each operation, in milliseconds. */
  readonly cpuMs: number;
}

/**
 * kube-apiserver 1.20 with etcd 3.4 under the same loads (fsync on, TLS, HTTP/1.1, two cores shared by client and server).
 * Its machine was like ours but not ours: ratios of CPU time say more than ratios of throughput.
 */
export const kubeApiserver = {
  create1: { perSecond: 487, cpuMs: 1.8 },
  create16: { perSecond: 1_165, cpuMs: 1.07 },
  create64: { perSecond: 1_486, cpuMs: 0.83 },
  get: { perSecond: 2_921, cpuMs: 0.4 },
  listConfigMaps: { perSecond: 20, cpuMs: 63 },
  listConfigMapsCached: { perSecond: 35, cpuMs: 21 },
  listPods: { perSecond: 1.7, cpuMs: 700 },
  listPodsCached: { perSecond: 5, cpuMs: 344 },
  listByLabel: { perSecond: 4.1, cpuMs: 304 },
  put: { perSecond: 653, cpuMs: 1.15 },
  patch: { perSecond: 726, cpuMs: 1.15 },
  contendedPut: { perSecond: 67, cpuMs: 11 },
  contendedPatch: { perSecond: 18, cpuMs: 54 },
  watch: { perSecond: 47_600, cpuMs: 0.024 },
  delete: { perSecond: 1_344, cpuMs: 0.98 },
  deleteCollection: { perSecond: 968, cpuMs: 1.28 },
  createPod: { perSecond: 722, cpuMs: 2.3 },
  deletePod: { perSecond: 409, cpuMs: 2.5 },
} as const satisfies Record<string, Yardstick>;
