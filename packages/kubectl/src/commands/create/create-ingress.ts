import { CommandError } from '../../framework/errors.js';
import { flag } from '../../framework/flags.js';
import { defineGenerator } from './generator.js';

export const createIngress = defineGenerator({
  name: 'ingress',
  aliases: ['ing'],
  usage: 'NAME --rule=host/path=service:port[,tls[=secret]] ',
  short: 'Create an ingress with the specified name',
  examples: `
# What comes for foo.com/bar goes to svc1:8080, with a certificate
kubectl create ingress simple --rule="foo.com/bar=svc1:8080,tls=my-cert"

# Any host, everything below a path
kubectl create ingress catch-all --class=otheringress --rule="/path*=svc:port"

# What no rule matches
kubectl create ingress ingdefault --class=default --default-backend=defaultsvc:http --rule="foo.com/*=svc:8080,tls=secret1"`,
  flags: {
    annotation: flag.strings('Annotations, as KEY=VALUE.'),
    class: flag.string('The ingress class.'),
    defaultBackend: flag.string('Where everything else goes, as SERVICE:PORT.'),
    rule: flag.strings('HOST/PATH=SERVICE:PORT[,tls=SECRET]; a path that ends with * is a prefix.'),
  },
  apiVersion: 'networking.k8s.io/v1',
  kind: 'Ingress',
  plural: 'ingresses',
  namespaced: true,
  generate: (metadata, { flags }) => {
    if (flags.defaultBackend === '' && flags.rule.length === 0) {
      throw new CommandError(
        'not enough information provided: every ingress has to either specify a default-backend (which catches all traffic) or a list of rules (which catch specific paths)',
      );
    }
    const rules = flags.rule.map(parseRule);
    const annotations = Object.fromEntries(flags.annotation.map(parseAnnotation));
    const tls = tlsOf(rules);
    return {
      metadata: { ...metadata, ...(flags.annotation.length > 0 && { annotations }) },
      spec: {
        ...(flags.class !== '' && { ingressClassName: flags.class }),
        ...(flags.defaultBackend !== '' && { defaultBackend: parseBackend(flags.defaultBackend) }),
        ...(tls.length > 0 && { tls }),
        ...(rules.length > 0 && { rules: rulesOf(rules) }),
      },
      status: { loadBalancer: {} },
    };
  },
});

interface Rule {
  host: string;
  path: string;
  pathType: 'Prefix' | 'Exact';
  backend: unknown;
  /** The secret's name, empty for a certificate that is named nowhere; undefined for no TLS. */
  tls: string | undefined;
}

function parseRule(text: string): Rule {
  const match = /^([^=]*?)(\/[^=]*)=([a-zA-Z0-9-]+:[a-zA-Z0-9-]+)(?:,(tls)(?:=([^,]*))?)?$/.exec(text);
  if (match === null) {
    throw new CommandError(`rule ${text} is invalid and should be in format host/path=svcname:svcport[,tls[=secret]]`);
  }
  const [, host = '', path = '', backend = '', tls, secret = ''] = match;
  const isPrefix = path.endsWith('*');
  return {
    host,
    path: isPrefix ? path.slice(0, -1) : path,
    pathType: isPrefix ? 'Prefix' : 'Exact',
    backend: parseBackend(backend),
    tls: tls === undefined ? undefined : secret,
  };
}

function parseBackend(text: string) {
  const [name = '', port = '', ...more] = text.split(':');
  if (name === '' || port === '' || more.length > 0) {
    throw new CommandError('default-backend should be in format servicename:serviceport');
  }
  return { service: { name, port: /^\d+$/.test(port) ? { number: Number(port) } : { name: port } } };
}

/** One rule for each host, with all its paths. */
function rulesOf(rules: readonly Rule[]) {
  return [...new Set(rules.map(({ host }) => host))].map((host) => ({
    ...(host !== '' && { host }),
    http: {
      paths: rules
        .filter((rule) => rule.host === host)
        .map(({ path, pathType, backend }) => ({ path, pathType, backend })),
    },
  }));
}

/** One certificate for all the hosts that name it. */
function tlsOf(rules: readonly Rule[]) {
  const secured = rules.filter(({ tls }) => tls !== undefined);
  return [...new Set(secured.map(({ tls }) => tls))].map((secret) => {
    const hosts = [
      ...new Set(secured.filter(({ tls, host }) => tls === secret && host !== '').map(({ host }) => host)),
    ];
    return { ...(hosts.length > 0 && { hosts }), ...(secret && { secretName: secret }) };
  });
}

function parseAnnotation(text: string): [string, string] {
  const equals = text.indexOf('=');
  if (equals < 1) {
    throw new CommandError(`annotation ${text} is invalid and should be in format key=[value]`);
  }
  return [text.slice(0, equals), text.slice(equals + 1)];
}
