import {
  type ApiextensionsV1WebhookClientConfig,
  type CustomResourceConversion,
  type FieldError,
  field,
  isDns1035Label,
  isDns1123Label,
} from '@sampan/api';

/** The versions of ConversionReview that this server speaks, or that were spoken in former times. */
const reviewVersions = ['v1', 'v1beta1'];

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
    } else errors.push(...validateClient(client, `${path}.webhookClientConfig`));
    errors.push(...validateReviewVersions(versions, `${path}.conversionReviewVersions`));
    return errors;
  }
  const detail = 'should not be set when strategy is not set to Webhook';
  if (client !== undefined) errors.push(field.forbidden(`${path}.webhookClientConfig`, detail));
  if (versions.length > 0) errors.push(field.forbidden(`${path}.conversionReviewVersions`, detail));
  return errors;
}

function validateClient({ url, service }: ApiextensionsV1WebhookClientConfig, path: string): FieldError[] {
  if ((url === undefined) === (service === undefined)) {
    return [field.required(path, 'exactly one of url or service is required')];
  }
  if (url !== undefined) return validateUrl(url, `${path}.url`);
  const errors: FieldError[] = [];
  const { name, namespace, path: servicePath, port = 443 } = service ?? { name: '', namespace: '' };
  if (!name) errors.push(field.required(`${path}.service.name`, 'service name is required'));
  if (!namespace) errors.push(field.required(`${path}.service.namespace`, 'service namespace is required'));
  if (port < 1 || port > 65535) {
    errors.push(
      field.invalid(`${path}.service.port`, port, 'port is not valid: must be between 1 and 65535, inclusive'),
    );
  }
  if (servicePath !== undefined) errors.push(...validateServicePath(servicePath, `${path}.service.path`));
  return errors;
}

/** `webhook.ValidateWebhookURL`. */
function validateUrl(url: string, path: string): FieldError[] {
  const form = '; desired format: https://host[/path]';
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed === undefined)
    return [field.required(path, `url must be a valid URL: parse ${JSON.stringify(url)}: invalid URI${form}`)];
  const errors: FieldError[] = [];
  const scheme = parsed.protocol.replace(/:$/, '');
  if (scheme !== 'https') errors.push(field.invalid(path, scheme, `'https' is the only allowed URL scheme${form}`));
  if (parsed.host === '') errors.push(field.invalid(path, '', `host must be specified${form}`));
  if (parsed.username !== '') {
    errors.push(field.invalid(path, parsed.username, `user information is not permitted in the URL`));
  }
  if (parsed.hash !== '')
    errors.push(field.invalid(path, parsed.hash.slice(1), 'fragments are not permitted in the URL'));
  if (parsed.search !== '') {
    errors.push(field.invalid(path, parsed.search.slice(1), 'query parameters are not permitted in the URL'));
  }
  return errors;
}

function validateServicePath(value: string, path: string): FieldError[] {
  if (value === '/') return [];
  if (!value.startsWith('/')) return [field.invalid(path, value, "must start with a '/'")];
  const steps = value.slice(1, value.endsWith('/') ? -1 : undefined).split('/');
  return steps.flatMap((step, index) => {
    if (step === '') return [field.invalid(path, value, `segment[${index}] may not be empty`)];
    return isDns1123Label(step).map((detail) => field.invalid(path, value, `segment[${index}]: ${detail}`));
  });
}

function validateReviewVersions(versions: readonly string[], path: string): FieldError[] {
  if (versions.length === 0) return [field.required(path)];
  const errors = versions.flatMap((version, index) =>
    versions.indexOf(version) < index
      ? [field.invalid(`${path}[${index}]`, version, 'duplicate version')]
      : isDns1035Label(version).map((detail) => field.invalid(`${path}[${index}]`, version, detail)),
  );
  if (!versions.some((version) => reviewVersions.includes(version))) {
    errors.push(field.invalid(path, versions, `must include at least one of ${reviewVersions.join(', ')}`));
  }
  return errors;
}
