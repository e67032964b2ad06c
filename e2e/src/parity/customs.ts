/** A custom kind, and command lines about it and its one object that change nothing. */
export const customReads: readonly string[] = [
  'get crd',
  'get crd widgets.example.com -o yaml',
  'describe crd widgets.example.com',
  'wait --for=condition=Established crd/widgets.example.com',
  'api-resources --api-group=example.com',
  'explain widget',
  'explain widgets.spec',
  'explain widget.spec.parts',
  'explain widget --recursive',
  'explain widget --api-version=example.com/v1beta1',
  'explain widget --output=plaintext-openapiv2',
  'explain widget.nothing',
  'get -n gallery widgets',
  'get -n gallery wi -o wide',
  'get -n gallery wi small -o yaml',
  'get -n gallery wi small --show-managed-fields -o json',
  'get -n gallery wi -o custom-columns=A:.metadata.name,B:.spec.parts[*].name',
  'get -n gallery wi --sort-by=.spec.size',
  'get -n gallery widgets.v1beta1.example.com',
  'get -n gallery toys',
  'get -n gallery wi --field-selector spec.colour=red',
  'get -n gallery wi --field-selector spec.size=2',
  'get -A wi',
  'describe -n gallery widget small',
  'wait -n gallery --for=jsonpath={.spec.size}=2 widget/small',
  'wait -n gallery --for=condition=Ready widget/small --timeout=1s',
  'patch -n gallery wi small --type=merge -p {"spec":{"size":99}}',
  'patch -n gallery wi small --type=merge -p {"spec":{"size":"x","colour":"blue"}}',
  'patch -n gallery wi small -p {"spec":{"size":3}}',
  'patch -n gallery wi small --type=merge -p {"spec":{"typo":3}} --dry-run=server -o yaml',
  'patch -f customs-2.yaml --local -p {"spec":{"size":3}}',
  'patch -f customs-2.yaml --local --type=merge -p {"spec":{"size":3}} -o yaml',
  'label -n gallery wi small a=b --dry-run=server',
  'apply -n gallery -f customs-2.yaml --dry-run=server',
  'apply -n gallery -f customs-2.yaml --dry-run=server --server-side --field-manager=other',
  'apply -n gallery -f customs-2.yaml --dry-run=server --server-side --force-conflicts -o yaml',
  'diff -n gallery -f customs-2.yaml',
  'create -n gallery -f customs-3.yaml',
  'create -n gallery -f customs-3.yaml --validate=warn --dry-run=server',
  'create -f customs-4.yaml',
  'scale -n gallery wi/small --replicas=1 --current-replicas=7',
];

/** The files that the command lines name; `customs.yaml` and then `customs-1.yaml` are applied first. */
export const customFiles: Readonly<Record<string, string>> = {
  'customs.yaml': `
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: widgets.example.com}
spec:
  group: example.com
  scope: Namespaced
  names: {plural: widgets, singular: widget, kind: Widget, shortNames: [wi], categories: [toys]}
  versions:
    - name: v1
      served: true
      storage: true
      subresources: {status: {}, scale: {specReplicasPath: .spec.replicas, statusReplicasPath: .status.replicas}}
      selectableFields: [{jsonPath: .spec.colour}]
      additionalPrinterColumns:
        - {name: Size, type: integer, jsonPath: .spec.size, description: How large}
        - {name: Colour, type: string, jsonPath: .spec.colour, priority: 1}
        - {name: Age, type: date, jsonPath: .metadata.creationTimestamp}
      schema:
        openAPIV3Schema:
          type: object
          description: Widget is a thing.
          required: [spec]
          properties:
            spec:
              type: object
              description: What is wanted.
              required: [size]
              x-kubernetes-validations:
                - {rule: 'self.size <= self.limit', message: too large}
              properties:
                size: {type: integer, minimum: 1, description: How large.}
                limit: {type: integer, default: 10}
                replicas: {type: integer}
                colour: {type: string, enum: [red, green]}
                port: {x-kubernetes-int-or-string: true}
                parts:
                  type: array
                  x-kubernetes-list-type: map
                  x-kubernetes-list-map-keys: [name]
                  items: {type: object, required: [name], properties: {name: {type: string}, weight: {type: number}}}
            status: {type: object, properties: {replicas: {type: integer}}}
    - name: v1beta1
      served: true
      storage: false
      deprecated: true
      deprecationWarning: use v1
      schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}
`,
  'customs-1.yaml': widget('size: 2, colour: red, port: http, parts: [{name: a, weight: 1.5}, {name: b}]'),
  'customs-2.yaml': widget('size: 3, parts: [{name: b, weight: 2}, {name: c}]'),
  'customs-3.yaml': widget('size: 2, typo: 1', 'other'),
  'customs-4.yaml':
    'apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: x}\nspec: {group: y, scope: Z}\n',
};

function widget(spec: string, name = 'small'): string {
  return `apiVersion: example.com/v1\nkind: Widget\nmetadata: {name: ${name}}\nspec: {${spec}}\n`;
}
