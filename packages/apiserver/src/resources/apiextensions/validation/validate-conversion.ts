import { type CustomResourceConversion, type FieldError, field } from '@sampan/api';
import { validateReviewVersions, validateWebhookClient } from '../../../kinds/validation/webhook-client.js';

/** `spec.conversion` (`validateCustomResourceConversion`). Paths are those of the internal type, which is flat. */
export function validateConversion({ strategy, webhook }: CustomResourceConversion, path: string): FieldError[] {
  const errors: FieldError[] = [];
  if (!strategy) errors.push(field.required(`${path}.strategy`));
  else if (strategy !== 'None' && strategy !== 'Webhook') {
    errors.push(field.notSupported(`${path}.strategy`, strategy, ['None', 'Webhook']));
  }
  const client = webhook?.clientConfig;
  const versions = webhook?.conversionReviewVersions ?? [];
  if (strategy === 'Webhook') {
    if (client === undefined) {
      errors.push(field.required(`${path}.webhookClientConfig`, 'required when strategy is set to Webhook'));
    } else errors.push(...validateWebhookClient(`${path}.webhookClientConfig`, client));
    errors.push(...validateReviewVersions(`${path}.conversionReviewVersions`, versions));
    return errors;
  }
  const detail = 'should not be set when strategy is not set to Webhook';
  if (client !== undefined) errors.push(field.forbidden(`${path}.webhookClientConfig`, detail));
  if (versions.length > 0) errors.push(field.forbidden(`${path}.conversionReviewVersions`, detail));
  return errors;
}
