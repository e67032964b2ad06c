import { admissionSwitchesProblem } from '../../admission/plugins/index.js';
import { defineFlags, texts } from './define-flags.js';
import { UsageError } from './usage-error.js';
import { listOf } from './values.js';

/** Which of the built-in plugins run. */
export interface AdmissionFlags {
  readonly enableAdmissionPlugins: readonly string[];
  readonly disableAdmissionPlugins: readonly string[];
}

export const admission = defineFlags({
  options: { 'disable-admission-plugins': texts, 'enable-admission-plugins': texts },
  usage: `
  --enable-admission-plugins, --disable-admission-plugins LIST
                                        which of them run (all)`,
  read(values): AdmissionFlags {
    const enable = listOf(values['enable-admission-plugins']);
    const disable = listOf(values['disable-admission-plugins']);
    const problem = admissionSwitchesProblem({ enable, disable });
    if (problem !== undefined) throw new UsageError(problem);
    return { enableAdmissionPlugins: enable, disableAdmissionPlugins: disable };
  },
  configure: ({ enableAdmissionPlugins, disableAdmissionPlugins }) => ({
    admissionSwitches: { enable: enableAdmissionPlugins, disable: disableAdmissionPlugins },
  }),
});
