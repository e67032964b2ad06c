import type {
  DeviceClaim,
  DeviceRequest,
  ExactDeviceRequest,
  KubernetesObject,
  ResourceClaimTemplate,
  ResourceSlice,
  ResourceV1ResourceClaim,
  V1beta1Device,
  V1beta1DeviceRequest,
} from '@sampan/api';
import type { ResourceVersion } from '../../kinds/resource-options.js';

const group = 'resource.k8s.io';
const hub = `${group}/v1`;
const first = `${group}/v1beta1`;

/** The former versions of a kind of the group, and what was different in the first. */
export function formerVersions<T extends KubernetesObject>(
  different: Pick<ResourceVersion<T>, 'fromHub' | 'toHub'> = {},
): Record<string, ResourceVersion<T>> {
  return {
    [`${group}/v1beta2`]: {
      lifecycle: { introduced: '1.33', deprecated: '1.36', removed: '1.39', replacement: '' },
    },
    [first]: { lifecycle: { introduced: '1.32', deprecated: '1.35', removed: '1.38', replacement: '' }, ...different },
  };
}

export const formerClaims = formerVersions<ResourceV1ResourceClaim>({
  fromHub: (claim) => ({ ...claim, ...{ apiVersion: first, spec: withRequests(claim.spec, toFormerRequest) } }),
  toHub: (object) => {
    const claim = object as ResourceV1ResourceClaim;
    return { ...claim, apiVersion: hub, spec: withRequests(claim.spec, fromFormerRequest) };
  },
});

export const formerClaimTemplates = formerVersions<ResourceClaimTemplate>({
  fromHub: (template) => ({ ...withTemplate(template, toFormerRequest), apiVersion: first }),
  toHub: (object) => ({ ...withTemplate(object as ResourceClaimTemplate, fromFormerRequest), apiVersion: hub }),
});

/** Devices were all of one type, and had what they are in a field of its name. */
export const formerSlices = formerVersions<ResourceSlice>({
  fromHub: (slice) =>
    ({ ...withDevices(slice, ({ name, ...basic }) => ({ name, basic })), apiVersion: first }) as KubernetesObject,
  toHub: (object) =>
    ({
      ...withDevices(object as ResourceSlice, (device) => {
        const { name, basic } = device as V1beta1Device;
        return { name, ...basic };
      }),
      apiVersion: hub,
    }) as ResourceSlice,
});

type Device = NonNullable<ResourceSlice['spec']['devices']>[number];

function withDevices(slice: ResourceSlice, change: (device: Device) => object): object {
  const { devices } = slice.spec ?? {};
  return devices === undefined ? slice : { ...slice, spec: { ...slice.spec, devices: devices.map(change) } };
}

function withTemplate(template: ResourceClaimTemplate, change: ChangeRequest): ResourceClaimTemplate {
  const { spec } = template;
  if (spec?.spec === undefined) return template;
  return { ...template, spec: { ...spec, spec: withRequests(spec.spec, change) } };
}

type ChangeRequest = (request: DeviceRequest & V1beta1DeviceRequest) => object;

function withRequests<T extends { devices?: DeviceClaim }>(spec: T, change: ChangeRequest): T {
  const { requests } = spec?.devices ?? {};
  if (requests === undefined) return spec;
  return { ...spec, devices: { ...spec.devices, requests: requests.map((one) => change(one as never)) } };
}

/** What is asked for stood in the request itself. */
function toFormerRequest({ exactly, ...request }: DeviceRequest): object {
  return { ...request, ...exactly };
}

function fromFormerRequest({ name, firstAvailable, ...exactly }: V1beta1DeviceRequest): object {
  return {
    name,
    ...(Object.keys(exactly).length > 0 && { exactly: exactly as ExactDeviceRequest }),
    ...(firstAvailable && { firstAvailable }),
  };
}
