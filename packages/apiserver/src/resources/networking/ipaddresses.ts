import { type IPAddress, isCanonicalIpAddress, resources } from '@sampan/api';
import { ageColumn, nameColumn } from '../../kinds/columns/common-columns.js';
import { defineResource } from '../../kinds/define-resource.js';

/** An address that somebody has: its name is the address, so that it is had once. */
export const ipaddresses = defineResource(resources.ipAddresses, {
  strategy: { nameRule: isCanonicalIpAddress },
  columns: [
    nameColumn,
    { name: 'ParentRef', type: 'string', description: 'Who has the address.', cell: formatParent },
    ageColumn,
  ],
  versions: {
    'networking.k8s.io/v1beta1': {
      lifecycle: { introduced: '1.31', deprecated: '1.34', removed: '1.37', replacement: '' },
    },
  },
});

/** `services/default/web`. */
function formatParent({ spec }: IPAddress): string {
  const { group = '', resource = '', namespace = '', name = '' } = spec?.parentRef ?? {};
  if (resource === '') return '<none>';
  const kind = (group === '' ? resource : `${resource}.${group}`).toLowerCase();
  return [kind, ...(namespace === '' ? [] : [namespace]), name].join('/');
}
