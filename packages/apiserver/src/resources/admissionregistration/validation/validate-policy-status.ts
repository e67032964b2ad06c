import { type FieldError, field, type ValidatingAdmissionPolicy } from '@sampan/api';
import { requiredText } from '../../../kinds/validation/messages.js';

/** What was found when expressions were checked by the types of what they look at (`validateTypeChecking`). */
export function validatePolicyStatus({ status }: ValidatingAdmissionPolicy): FieldError[] {
  return (status?.typeChecking?.expressionWarnings ?? []).flatMap(({ fieldRef = '', warning }, index) => {
    const path = `status.typeChecking.expressionWarnings[${index}]`;
    return [
      ...requiredText(`${path}.warning`, warning),
      ...(fieldRef.trim() === '' ? [field.required(`${path}.fieldRef`)] : []),
    ];
  });
}
