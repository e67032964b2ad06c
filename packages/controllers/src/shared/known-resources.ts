import { type DiscoveredResource, preferredVersions } from '@sampan/api';

/** The resources whose objects are listed, watched and deleted one by one, each in its preferred version. */
export function collectableResources(discovered: readonly DiscoveredResource[]): DiscoveredResource[] {
  const required = ['delete', 'list', 'watch'];
  return preferredVersions(discovered).filter(({ verbs, group, plural }) => {
    const isEvent = plural === 'events' && (group === '' || group === 'events.k8s.io');
    return required.every((verb) => verbs.includes(verb)) && !isEvent;
  });
}
