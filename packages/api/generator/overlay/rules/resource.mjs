const count = { default: 1, when: { allocationMode: ['ExactCount'] } };
const spec = { default: {} };
const fixed = { ...spec, immutable: true };

/** Rules of `resource.k8s.io`: see index.mjs. Code goes through what a claim asks for, and what a slice offers. */
export const resource = {
  'resource.v1.DeviceClass': { spec },
  'resource.v1.DeviceSubRequest': { allocationMode: { default: 'ExactCount' }, count },
  'resource.v1.DeviceToleration': { operator: { default: 'Equal' } },
  'resource.v1.ExactDeviceRequest': { allocationMode: { default: 'ExactCount' }, count },
  'resource.v1.ResourceClaim': { spec: fixed },
  'resource.v1.ResourceClaimTemplate': { spec: fixed },
  'resource.v1.ResourceClaimTemplateSpec': { spec },
  'resource.v1.ResourceSlice': { spec },
};
