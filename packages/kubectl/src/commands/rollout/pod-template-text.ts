import type { PodTemplateSpec } from '@sampan/api';

/** A pod template as `kubectl describe` writes it, with tabs that nothing aligns, which is how rollout prints it. */
export async function describePodTemplate(template: PodTemplateSpec): Promise<string> {
  const { podTemplateLines } = await import('../../describers/parts/pod-template.js');
  return `${podTemplateLines(template).join('\n')}\n`;
}
