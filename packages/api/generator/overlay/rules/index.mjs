import { admissionregistration } from './admissionregistration.mjs';
import { apiregistration } from './apiregistration.mjs';
import { apps } from './apps.mjs';
import { autoscaling } from './autoscaling.mjs';
import { batch } from './batch.mjs';
import { certificates } from './certificates.mjs';
import { coordination } from './coordination.mjs';
import { core } from './core.mjs';
import { discovery } from './discovery.mjs';
import { flowcontrol } from './flowcontrol.mjs';
import { networking } from './networking.mjs';
import { node } from './node.mjs';
import { pods } from './pods.mjs';
import { policy } from './policy.mjs';
import { rbac } from './rbac.mjs';
import { resource } from './resource.mjs';
import { scheduling } from './scheduling.mjs';
import { storage } from './storage.mjs';
import { volumes } from './volumes.mjs';

/**
 * What a field may be and what it is by default, where one field is enough to say it: bounds, choices, formats, what has
 * to be there, what never changes. Fields come in the order in which upstream looks at them: those that only code looks
 * at have an empty rule where their place matters. What rules may say: `FieldRule` of src/rules/field-rule.ts.
 *
 * Keys as in list-types.mjs.
 */
export const fieldRules = {
  ...admissionregistration,
  ...apiregistration,
  ...apps,
  ...autoscaling,
  ...batch,
  ...certificates,
  ...coordination,
  ...core,
  ...discovery,
  ...flowcontrol,
  ...networking,
  ...node,
  ...pods,
  ...policy,
  ...rbac,
  ...resource,
  ...scheduling,
  ...storage,
  ...volumes,
};

/**
 * Structs that code goes through in an order of its own: no validator walks into them, and the code asks for the rules of
 * their fields, and of those below, where upstream does.
 */
export const checkedByCode = ['core.PersistentVolumeClaimSpec', 'core.PersistentVolumeSpec', 'core.PodSpec'];
