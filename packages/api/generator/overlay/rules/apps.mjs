const count = { minimum: 0 };

/** Rules of `apps`: see index.mjs. */
export const apps = {
  'apps.ControllerRevision': { data: { required: 'data is mandatory', immutable: true }, revision: count },
  'apps.DaemonSet': { spec: { default: {} } },
  'apps.DaemonSetSpec': {
    selector: { immutable: true },
    template: { default: {} },
    minReadySeconds: count,
    updateStrategy: { default: {} },
    revisionHistoryLimit: { minimum: 0, default: 10 },
  },
  'apps.DaemonSetStatus': {
    currentNumberScheduled: count,
    numberMisscheduled: count,
    desiredNumberScheduled: count,
    numberReady: count,
    observedGeneration: count,
    updatedNumberScheduled: count,
    numberAvailable: count,
    numberUnavailable: count,
  },
  'apps.DaemonSetUpdateStrategy': {
    type: { default: 'RollingUpdate' },
    rollingUpdate: { default: {}, when: { type: ['RollingUpdate'] } },
  },
  'apps.Deployment': { spec: { default: {} } },
  'apps.DeploymentSpec': {
    replicas: { minimum: 0, default: 1 },
    selector: { immutable: true },
    template: { default: {} },
    strategy: { default: {} },
    minReadySeconds: count,
    revisionHistoryLimit: { minimum: 0, default: 10 },
    progressDeadlineSeconds: { minimum: 0, default: 600 },
  },
  'apps.DeploymentStatus': {
    replicas: count,
    updatedReplicas: count,
    readyReplicas: count,
    availableReplicas: count,
    unavailableReplicas: count,
  },
  'apps.DeploymentStrategy': {
    type: { default: 'RollingUpdate' },
    rollingUpdate: { default: {}, when: { type: ['RollingUpdate'] } },
  },
  'apps.ReplicaSet': { spec: { default: {} } },
  'apps.ReplicaSetSpec': {
    replicas: { minimum: 0, default: 1 },
    minReadySeconds: count,
    selector: { immutable: true },
    template: { default: {} },
  },
  'apps.ReplicaSetStatus': {
    replicas: count,
    fullyLabeledReplicas: count,
    readyReplicas: count,
    availableReplicas: count,
    observedGeneration: count,
  },
  'apps.RollingUpdateDaemonSet': { maxUnavailable: { default: 1 }, maxSurge: { default: 0 } },
  'apps.RollingUpdateDeployment': { maxUnavailable: { default: '25%' }, maxSurge: { default: '25%' } },
};
