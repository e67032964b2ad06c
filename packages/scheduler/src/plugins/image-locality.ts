import type { Pod } from '@sampan/api';
import { maxScore, type Plugin } from '../framework/plugin.js';

const mebibyte = 1024 * 1024;
/** Images that are smaller are pulled fast enough; a container's that is larger counts no more than this. */
const least = 23 * mebibyte;
const mostOfContainer = 1000 * mebibyte;

/** Better is the node that has more of the Pod's images already; images that few nodes have count less, so that not all Pods go there. */
export const imageLocality: Plugin = {
  name: 'ImageLocality',
  preScore(pod, _nodes, { images, nodes }) {
    const names = imagesOf(pod);
    const known = names.flatMap((name) => images.get(normalized(name)) ?? []);
    if (known.length === 0) return undefined;
    const most = mostOfContainer * names.length;
    const shares = known.map((image) => ({
      nodes: image.nodes,
      size: Math.trunc((image.sizeBytes * image.nodes.size) / nodes.length),
    }));
    return {
      score: ({ name }) => {
        const sum = shares.reduce((total, image) => total + (image.nodes.has(name) ? image.size : 0), 0);
        const within = Math.min(Math.max(sum, least), most);
        return Math.trunc((maxScore * (within - least)) / (most - least));
      },
    };
  },
};

function imagesOf({ spec }: Pod): string[] {
  const containers = [...(spec.initContainers ?? []), ...spec.containers];
  const volumes = (spec.volumes ?? []).flatMap(({ image }) => image?.reference ?? []);
  return [...containers.map(({ image = '' }) => image), ...volumes];
}

/** A name without a tag means the latest. */
function normalized(name: string): string {
  return name.lastIndexOf(':') <= name.lastIndexOf('/') ? `${name}:latest` : name;
}
