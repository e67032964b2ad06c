import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import {
  CoreV1Api,
  CustomObjectsApi,
  KubeConfig,
  type KubernetesListObject,
  type KubernetesObject,
  makeInformer,
  PatchStrategy,
  setHeaderOptions,
} from '@kubernetes/client-node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { kubectls, runKubectl, startTestCluster, type TestCluster } from './support/cluster.js';
import { run } from './support/run.js';

/** Version v1 has rules; v1beta1 is what it was before. */
const definition = `
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: websites.example.com}
spec:
  group: example.com
  scope: Namespaced
  names: {plural: websites, singular: website, kind: Website, shortNames: [ws], categories: [all]}
  versions:
    - name: v1
      served: true
      storage: true
      subresources: {status: {}, scale: {specReplicasPath: .spec.replicas, statusReplicasPath: .status.replicas}}
      additionalPrinterColumns:
        - {name: Title, type: string, jsonPath: .spec.title}
        - {name: Phase, type: string, jsonPath: .status.phase}
        - {name: Theme, type: string, jsonPath: .spec.theme, priority: 1}
      schema:
        openAPIV3Schema:
          type: object
          description: Website is a page with a title.
          required: [spec]
          properties:
            spec:
              type: object
              required: [title]
              x-kubernetes-validations:
                - {rule: self.replicas <= self.most, messageExpression: "'at most %d, not %d'.format([self.most, self.replicas])"}
              properties:
                title:
                  type: string
                  maxLength: 40
                  description: What stands above everything.
                  x-kubernetes-validations: [{rule: self == oldSelf, message: a title stays}]
                theme: {type: string, enum: [dark, light], default: light}
                replicas: {type: integer, default: 1}
                most: {type: integer, default: 3}
            status:
              type: object
              properties: {phase: {type: string}, replicas: {type: integer}, observedGeneration: {type: integer}}
    - name: v1beta1
      served: true
      storage: false
      deprecated: true
      schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}
`;

/** No more replicas than a Website says; a warning about images without a version; a label. */
const policies = `
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicy
metadata: {name: at-most}
spec:
  paramKind: {apiVersion: example.com/v1, kind: Website}
  matchConstraints:
    resourceRules:
      - {apiGroups: [apps], apiVersions: [v1], operations: [CREATE, UPDATE], resources: [deployments]}
  validations:
    - expression: object.spec.replicas <= params.spec.most
      messageExpression: "'at most %d replicas for %s'.format([params.spec.most, params.spec.title])"
---
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicyBinding
metadata: {name: at-most}
spec: {policyName: at-most, validationActions: [Deny], paramRef: {name: home, parameterNotFoundAction: Allow}}
---
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicy
metadata: {name: versions}
spec:
  matchConstraints:
    resourceRules:
      - {apiGroups: [apps], apiVersions: [v1], operations: [CREATE], resources: [deployments]}
  variables:
    - {name: containers, expression: object.spec.template.spec.containers}
  validations:
    - {expression: "variables.containers.all(c, c.image.contains(':'))", message: images should have a version}
    - {expression: object.spec.nothing == 1}
---
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicyBinding
metadata: {name: versions}
spec: {policyName: versions, validationActions: [Warn]}
---
apiVersion: admissionregistration.k8s.io/v1
kind: MutatingAdmissionPolicy
metadata: {name: labels}
spec:
  matchConstraints:
    resourceRules:
      - {apiGroups: [apps], apiVersions: [v1], operations: [CREATE], resources: [deployments]}
  mutations:
    - patchType: ApplyConfiguration
      applyConfiguration: {expression: 'Object{metadata: Object.metadata{labels: {"by": request.userInfo.username}}}'}
  reinvocationPolicy: Never
---
apiVersion: admissionregistration.k8s.io/v1
kind: MutatingAdmissionPolicyBinding
metadata: {name: labels}
spec: {policyName: labels}
`;
const home = 'apiVersion: example.com/v1\nkind: Website\nmetadata: {name: home}\nspec: {title: Hello}\n';

interface Website extends KubernetesObject {
  spec: { title: string; replicas: number };
}

const finalizer = 'example.com/take-down';
const websites = { group: 'example.com', version: 'v1', namespace: 'default', plural: 'websites' };

/**
 * A controller as people write it: gives every Website a ConfigMap that it owns, says in its status what it did, and
 * takes the site down before it goes. `takenDown` are the names of those that went.
 */
function startController(config: KubeConfig, takenDown: string[]) {
  const customs = config.makeApiClient(CustomObjectsApi);
  const core = config.makeApiClient(CoreV1Api);
  const merge = setHeaderOptions('Content-Type', PatchStrategy.MergePatch);
  const errors: unknown[] = [];

  async function reconcile({ metadata = {}, spec }: Website): Promise<void> {
    const { name = '', uid = '', generation, finalizers = [] } = metadata;
    const setFinalizers = (names: string[]) =>
      customs.patchNamespacedCustomObject({ ...websites, name, body: { metadata: { finalizers: names } } }, merge);
    if (metadata.deletionTimestamp !== undefined) {
      if (!finalizers.includes(finalizer)) return;
      takenDown.push(name);
      await setFinalizers([]);
      return;
    }
    if (!finalizers.includes(finalizer)) {
      await setFinalizers([finalizer]);
      const ownerReferences = [{ apiVersion: 'example.com/v1', kind: 'Website', name, uid, controller: true }];
      const body = { metadata: { name, ownerReferences }, data: { 'index.html': `<h1>${spec.title}</h1>` } };
      await core.createNamespacedConfigMap({ namespace: 'default', body });
    }
    const status = { phase: 'Online', replicas: spec.replicas, observedGeneration: generation };
    await customs.patchNamespacedCustomObjectStatus({ ...websites, name, body: { status } }, merge);
  }

  let last = Promise.resolve();
  const look = (website: Website): void => {
    last = last.then(() => reconcile(website)).catch((error: unknown) => void errors.push(error));
  };
  const informer = makeInformer(
    config,
    '/apis/example.com/v1/namespaces/default/websites',
    () => customs.listNamespacedCustomObject(websites) as Promise<KubernetesListObject<Website>>,
  );
  informer.on('add', look);
  informer.on('update', look);
  informer.on('error', () => {});
  return { started: informer.start(), errors, stop: () => informer.stop() };
}

describe.each(kubectls)('the story of a custom resource, with $name', (which) => {
  let cluster: TestCluster;
  let controller: ReturnType<typeof startController>;
  const takenDown: string[] = [];
  const kubectl = (...args: string[]) => runKubectl(which, args, { env: cluster.env, cwd: cluster.home });
  const failing = async (...args: string[]) => {
    const { code, stderr } = await run(which.command, [...which.prefix, ...args], { env: cluster.env });
    expect(code).toBe(1);
    return stderr;
  };

  beforeAll(async () => {
    cluster = await startTestCluster();
    await writeFile(path.join(cluster.home, 'definition.yaml'), definition);
    await writeFile(path.join(cluster.home, 'home.yaml'), home);
    await writeFile(path.join(cluster.home, 'policies.yaml'), policies);
  }, 120_000);
  afterAll(async () => {
    await controller?.stop();
    await cluster?.destroy();
  }, 120_000);

  it('defines the kind, which is there at once', async () => {
    expect(await kubectl('apply', '-f', 'definition.yaml')).toContain('websites.example.com created');
    expect(await kubectl('wait', '--for=condition=Established', 'crd/websites.example.com', '--timeout=20s')).toBe(
      'customresourcedefinition.apiextensions.k8s.io/websites.example.com condition met\n',
    );
    expect(await kubectl('api-resources', '--api-group=example.com', '--no-headers')).toMatch(
      /^websites +ws +example\.com\/v1 +true +Website$/m,
    );
    expect(await kubectl('explain', 'ws.spec.title')).toContain('What stands above everything.');
  });

  it('applies an object, which a controller brings to where it should be', async () => {
    const config = new KubeConfig();
    config.loadFromFile(path.join(cluster.home, 'kubeconfig'));
    controller = startController(config, takenDown);
    await controller.started;
    expect(await kubectl('apply', '-f', 'home.yaml')).toBe('website.example.com/home created\n');
    await kubectl('wait', '--for=jsonpath={.status.phase}=Online', 'ws/home', '--timeout=20s');
    expect(await kubectl('get', 'ws', '-o', 'wide')).toMatch(
      /^NAME +TITLE +PHASE +THEME\nhome +Hello +Online +light\n$/,
    );
    expect(await kubectl('get', 'all')).toContain('website.example.com/home');
    expect(await kubectl('get', 'cm', 'home', '-o', 'jsonpath={.data}')).toBe(
      '{"index.html":"\\u003ch1\\u003eHello\\u003c/h1\\u003e"}',
    );
    expect(
      await kubectl('get', 'websites.v1beta1.example.com', 'home', '-o', 'jsonpath={.apiVersion} {.spec.most}'),
    ).toBe('example.com/v1beta1 3');
  });

  it('follows its scale, and counts its generations', async () => {
    expect(await kubectl('scale', 'ws/home', '--replicas=2')).toBe('website.example.com/home scaled\n');
    await kubectl('wait', '--for=jsonpath={.status.observedGeneration}=2', 'ws/home', '--timeout=20s');
    expect(await kubectl('get', 'ws', 'home', '-o', 'jsonpath={.metadata.generation} {.status.replicas}')).toBe('2 2');
  });

  it('keeps the rules', async () => {
    const patch = (spec: object) => failing('patch', 'ws', 'home', '--type=merge', '-p', JSON.stringify({ spec }));
    expect(await patch({ replicas: 4 })).toBe('The Website "home" is invalid: spec: Invalid value: at most 3, not 4\n');
    expect(await patch({ title: 'Bye' })).toBe(
      'The Website "home" is invalid: spec.title: Invalid value: "Bye": a title stays\n',
    );
    expect(await patch({ theme: 'blue' })).toContain(
      '* spec.theme: Unsupported value: "blue": supported values: "dark", "light"\n',
    );
  });

  it('is the parameter of a policy; others warn and add labels', async () => {
    expect(await kubectl('apply', '-f', 'policies.yaml')).toContain(
      'mutatingadmissionpolicybinding.admissionregistration',
    );
    const create = ['create', 'deployment', 'web', '--image=hello'];
    expect(await failing(...create, '--replicas=4')).toContain(
      'error: failed to create deployment: deployments.apps "web" is forbidden: ' +
        "ValidatingAdmissionPolicy 'at-most' with binding 'at-most' denied request: at most 3 replicas for Hello\n",
    );
    const { stdout, stderr } = await run(which.command, [...which.prefix, ...create, '--replicas=1'], {
      env: cluster.env,
    });
    expect(stdout).toBe('deployment.apps/web created\n');
    const warning = "Warning: Validation failed for ValidatingAdmissionPolicy 'versions' with binding 'versions': ";
    expect(stderr).toContain(`${warning}images should have a version\n`);
    expect(stderr).toContain(
      `${warning}expression 'object.spec.nothing == 1' resulted in error: no such key: nothing\n`,
    );
    expect(await kubectl('get', 'deployment', 'web', '-o', 'jsonpath={.metadata.labels}')).toBe(
      '{"app":"web","by":"kubernetes-admin"}',
    );
    await kubectl('wait', '--for=jsonpath={.status.observedGeneration}=1', 'validatingadmissionpolicy/versions');
    const status = 'jsonpath={.status.typeChecking.expressionWarnings[*].warning}';
    expect(await kubectl('get', 'validatingadmissionpolicy', 'versions', '-o', status)).toContain(
      "apps/v1, Kind=Deployment: ERROR: <input>:1:12: undefined field 'nothing'",
    );
    await kubectl('delete', '-f', 'policies.yaml');
    await kubectl('delete', 'deployment', 'web', '--cascade=foreground');
  });

  it('takes the object down, with what it owned', async () => {
    expect(await kubectl('delete', 'ws', 'home')).toContain('"home" deleted');
    expect(takenDown).toEqual(['home']);
    await kubectl('wait', '--for=delete', 'cm/home', '--timeout=20s');
    expect(controller.errors).toEqual([]);
  });

  it('takes the kind away, and every object with it', async () => {
    await controller.stop();
    await kubectl('apply', '-f', 'home.yaml');
    expect(await kubectl('delete', 'crd', 'websites.example.com')).toContain('"websites.example.com" deleted');
    expect(await failing('get', '--raw', '/apis/example.com/v1/websites')).toContain('could not find');
  });
});
