import { type DeviceClaim, type FieldError, field } from '@sampan/api';
import type { ServerContext } from '../../server/server-context.js';

const label = 'resource.kubernetes.io/admin-access';

/** Devices that others use already are only for namespaces that are marked for it (`AuthorizedForAdmin`). */
export function validateAdminAccess(
  { requests = [] }: DeviceClaim,
  namespace: string,
  server: ServerContext,
): FieldError[] {
  const index = requests.findIndex(({ exactly }) => exactly?.adminAccess === true);
  if (index === -1) return [];
  if (server.objects.namespaces.get('', namespace)?.metadata.labels?.[label] === 'true') return [];
  const detail = `admin access to devices requires the \`${label}: true\` label on the containing namespace`;
  return [field.forbidden(`spec.devices.requests[${index}].adminAccess`, detail)];
}
