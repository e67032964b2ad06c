/** Structs of which one field at most may be set (`x-kubernetes-unions`). Keys as in list-types.mjs. */
export const unions = {
  'core.AppArmorProfile': { discriminator: 'type', fields: { localhostProfile: 'LocalhostProfile' } },
  'core.PodSchedulingGroup': { fields: { podGroupName: 'PodGroupName' } },
  'core.SeccompProfile': { discriminator: 'type', fields: { localhostProfile: 'LocalhostProfile' } },
  'flowcontrol.LimitResponse': { discriminator: 'type', fields: { queuing: 'Queuing' } },
  'flowcontrol.PriorityLevelConfigurationSpec': {
    discriminator: 'type',
    fields: { exempt: 'Exempt', limited: 'Limited' },
  },
  'flowcontrol.Subject': {
    discriminator: 'kind',
    fields: { group: 'Group', serviceAccount: 'ServiceAccount', user: 'User' },
  },
  'scheduling.PodGroupSchedulingPolicy': { fields: { basic: 'Basic', gang: 'Gang' } },
  'scheduling.PodGroupTemplateReference': { fields: { workload: 'Workload' } },
};
