import { flag } from './flags.js';

/** `-f`, `-k`, `-R`: objects from files. */
export const fileFlags = (verb: string) => ({
  filename: flag.list(`Files, directories or URLs with the objects to ${verb}; - is standard input.`, { short: 'f' }),
  kustomize: flag.string('Directory with a kustomization; excludes -f and -R.', { short: 'k' }),
  recursive: flag.bool('Read the directories of -f with all directories below them.', { short: 'R' }),
});

/** `-l` and `--field-selector`. */
export const selectorFlags = {
  selector: flag.string(
    "Only objects whose labels match: '=', '==', '!=', in and notin, joined by commas. All parts have to match.",
    { short: 'l' },
  ),
  fieldSelector: flag.string(
    "Only objects whose fields match: '=', '==' and '!=', joined by commas. Servers know few fields of each type.",
  ),
};

/** `-A`. */
export const allNamespacesFlag = {
  allNamespaces: flag.bool('All namespaces, whatever the current context or --namespace says.', { short: 'A' }),
};

/** `--chunk-size`. */
export const chunkFlag = {
  chunkSize: flag.int('How many objects to ask for at once; 0 is all.', { default: 500 }),
};

/** Output formats that every command which prints objects knows. */
export const objectFormats = [
  'json',
  'yaml',
  'name',
  'go-template',
  'go-template-file',
  'template',
  'templatefile',
  'jsonpath',
  'jsonpath-as-json',
  'jsonpath-file',
] as const;

/** `-o` and what belongs to it. */
export const printFlags = {
  allowMissingTemplateKeys: flag.bool('Let templates and JSONPath skip fields that are not there.', { default: true }),
  output: flag.string(`Output format, one of: (${objectFormats.join(', ')}).`, { short: 'o' }),
  showManagedFields: flag.bool('Keep metadata.managedFields in JSON and YAML.'),
  template: flag.string('The Go template, or its file, for -o go-template and -o go-template-file.'),
};

/** `--dry-run`. */
export const dryRunFlag = {
  dryRun: flag.string(
    'One of none, server or client. Client: print what would be sent. Server: send it, and let the server not keep it.',
    { default: 'none', bare: 'unchanged' },
  ),
};

/** `--field-manager`. */
export const fieldManagerFlag = (manager: string) => ({
  fieldManager: flag.string('Who owns the fields that are written.', { default: manager }),
});

/** `--validate`. */
export const validateFlag = {
  validate: flag.string(
    'How the server treats unknown and duplicate fields: strict (or true) refuses, warn tells, ignore (or false) drops them.',
    { default: 'strict', bare: 'strict' },
  ),
};

/** `--save-config`. */
export const saveConfigFlag = {
  saveConfig: flag.bool('Keep the configuration in an annotation of the object, for a later apply.'),
};

/** What a deletion may be told. */
export const deletionFlags = {
  cascade: flag.string('What becomes of dependents: background, foreground (they go first) or orphan (they stay).', {
    default: 'background',
    bare: 'background',
  }),
  force: flag.bool('Remove objects from the API at once, without waiting for them to end well. May lose data.'),
  gracePeriod: flag.int('Seconds to end well; negative is what the object itself says; 0 only with --force.', {
    default: -1,
  }),
  timeout: flag.duration('How long to wait for the end of a deletion; zero lets the object decide.'),
};
