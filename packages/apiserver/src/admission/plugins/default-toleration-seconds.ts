import type { Pod, Toleration } from '@sampan/api';
import type { AdmissionPlugin } from '../admission-plugin.js';
import { podWrite } from './pod-rules.js';

/** How long a Pod stays on a node that is lost, unless it says otherwise. */
const tolerationSeconds = 300;
const troubles = ['node.kubernetes.io/not-ready', 'node.kubernetes.io/unreachable'];

/** Pods outlast a short trouble of their node: they tolerate it for five minutes. */
export const defaultTolerationSeconds: AdmissionPlugin = {
  name: 'DefaultTolerationSeconds',
  mutating: {
    rules: podWrite,
    admit: ({ object }) => {
      const { spec } = object as Pod;
      const tolerations = spec.tolerations ?? [];
      const added = troubles
        .filter((key) => !tolerations.some((toleration) => tolerates(toleration, key)))
        .map((key): Toleration => ({ key, operator: 'Exists', effect: 'NoExecute', tolerationSeconds }));
      if (added.length > 0) spec.tolerations = [...tolerations, ...added];
    },
  },
};

function tolerates({ key = '', effect = '' }: Toleration, trouble: string): boolean {
  return (key === trouble || key === '') && (effect === 'NoExecute' || effect === '');
}
