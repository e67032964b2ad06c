import { type FieldError, field, isDns1035Label, isDns1123Subdomain } from '@sampan/api';

/** How a webhook is reached: the same for conversion and admission. */
interface WebhookClient {
  readonly url?: string;
  readonly service?: {
    readonly name: string;
    readonly namespace: string;
    readonly path?: string;
    readonly port?: number;
  };
}

/** Exactly one of a URL and a Service. */
export function validateWebhookClient(path: string, { url, service }: WebhookClient): FieldError[] {
  if ((url === undefined) === (service === undefined)) {
    return [field.required(path, 'exactly one of url or service is required')];
  }
  return url === undefined ? validateService(`${path}.service`, service) : validateUrl(`${path}.url`, url);
}

/** `webhook.ValidateWebhookService`. */
function validateService(path: string, service: WebhookClient['service']): FieldError[] {
  const errors: FieldError[] = [];
  const { name = '', namespace = '', path: servicePath = '', port = 443 } = service ?? {};
  if (name === '') errors.push(field.required(`${path}.name`, 'service name is required'));
  if (namespace === '') errors.push(field.required(`${path}.namespace`, 'service namespace is required'));
  if (port < 1 || port > 65_535) {
    const detail = 'port is not valid: must be between 1 and 65535, inclusive';
    errors.push(field.invalid(`${path}.port`, port, detail));
  }
  return [...errors, ...validateServicePath(`${path}.path`, servicePath)];
}

function validateServicePath(path: string, value: string): FieldError[] {
  if (value === '' || value === '/') return [];
  const refuse = (detail: string) => field.invalid(path, value, detail);
  if (value === '//') return [refuse('segment[0] may not be empty')];
  const start = value.startsWith('/') ? [] : [refuse("must start with a '/'")];
  const steps = value.slice(1).replace(/\/$/, '').split('/');
  const wrong = steps.flatMap((step, index) => {
    if (step === '') return [refuse(`segment[${index}] may not be empty`)];
    return isDns1123Subdomain(step).map((detail) => refuse(`segment[${index}]: ${detail}`));
  });
  return [...start, ...wrong];
}

/** `webhook.ValidateWebhookURL`. */
function validateUrl(path: string, url: string): FieldError[] {
  const form = '; desired format: https://host[/path]';
  const isAbsolute = /^[a-z][a-z0-9+.-]*:/i.test(url);
  if (isAbsolute && !URL.canParse(url)) {
    return [field.required(path, `url must be a valid URL: parse ${JSON.stringify(url)}: invalid URI${form}`)];
  }
  const { protocol, host, username, hash, search } = isAbsolute ? new URL(url) : relative;
  const scheme = protocol.replace(/:$/, '');
  const errors: FieldError[] = [];
  if (scheme !== 'https') errors.push(field.invalid(path, scheme, `'https' is the only allowed URL scheme${form}`));
  if (host === '') errors.push(field.invalid(path, '', `host must be specified${form}`));
  if (username !== '') errors.push(field.invalid(path, username, 'user information is not permitted in the URL'));
  if (hash !== '') errors.push(field.invalid(path, hash.slice(1), 'fragments are not permitted in the URL'));
  if (search !== '') errors.push(field.invalid(path, search.slice(1), 'query parameters are not permitted in the URL'));
  return errors;
}

/** A path alone has nothing that a URL needs. */
const relative = { protocol: '', host: '', username: '', hash: '', search: '' };

/** The versions of reviews that this server speaks. */
export const reviewVersions = ['v1', 'v1beta1'];

/** Which versions of reviews a webhook understands. `absent` says what is missing where it names none. */
export function validateReviewVersions(
  path: string,
  versions: readonly string[],
  { absent = '', requireKnown = true }: { readonly absent?: string; readonly requireKnown?: boolean } = {},
): FieldError[] {
  if (versions.length === 0) return [field.required(path, absent)];
  const errors = versions.flatMap((version, index) =>
    versions.indexOf(version) < index
      ? [field.invalid(`${path}[${index}]`, version, 'duplicate version')]
      : isDns1035Label(version).map((detail) => field.invalid(`${path}[${index}]`, version, detail)),
  );
  if (requireKnown && !versions.some((version) => reviewVersions.includes(version))) {
    errors.push(field.invalid(path, versions, `must include at least one of ${reviewVersions.join(', ')}`));
  }
  return errors;
}
