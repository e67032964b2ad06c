import type { KubernetesObject, SeededRandom } from '@sampan/api';

/** A body that was made to cost more than it weighs. */
export interface HostileBody {
  readonly contentType: string;
  readonly body: string | Buffer;
}

/** Makes hostile bodies of at most about `size` characters, by a grammar for each content type. */
export function hostileBodies(random: SeededRandom, size: number) {
  const { below, chance, pick } = random;
  /** How many characters the body may still grow by. */
  let left = size;
  const length = () => {
    const taken = below(Math.max(1, left));
    left -= taken;
    return taken;
  };
  const many = () => (chance(0.5) ? below(20) : below(Math.max(1, Math.floor(size / pick([4, 16, 64])))));
  const times = <T>(count: number, make: (index: number) => T): T[] =>
    Array.from({ length: count }, (_, index) => make(index));

  const grammars: Record<string, (sample: KubernetesObject) => string | Buffer> = {
    'application/json': (sample) => cut(JSON.stringify(inflate(structuredClone(sample)))),
    'application/yaml': yaml,
    'application/apply-patch+yaml': (sample) =>
      chance(0.5) ? JSON.stringify(inflate(structuredClone(sample))) : yaml(),
    'application/json-patch+json': () => JSON.stringify(times(1 + below(Math.min(10_001, size / 32)), operation)),
    'application/merge-patch+json': (sample) => cut(JSON.stringify(inflate(structuredClone(sample)))),
    'application/strategic-merge-patch+json': (sample) => JSON.stringify(direct(inflate(structuredClone(sample)))),
    'application/vnd.kubernetes.protobuf': protobuf,
  };

  return (sample: KubernetesObject): HostileBody => {
    left = size;
    const contentType = pick(Object.keys(grammars));
    return { contentType, body: grammars[contentType]?.(sample) ?? '' };
  };

  /** The object with one of its values blown up: a list, a map, a string or a number, or all of it nested. */
  function inflate(object: unknown): unknown {
    const places: { container: Record<string, unknown>; key: string }[] = [];
    collect(object);
    const { container, key } = pick(places);
    const value = container[key];
    if (Array.isArray(value)) {
      container[key] = chance(0.3) ? times(many(), () => ({})) : times(many(), (index) => distinct(value[0], index));
    } else if (typeof value === 'object' && value !== null) {
      for (let count = many(); count > 0; count--)
        (value as Record<string, unknown>)[chance(0.9) ? `k${count}` : text()] = scalar();
    } else {
      container[key] = chance(0.4) ? nested() : scalar();
    }
    return object;

    function collect(within: unknown): void {
      if (typeof within !== 'object' || within === null) return;
      for (const key of Object.keys(within)) {
        places.push({ container: within as Record<string, unknown>, key });
        collect((within as Record<string, unknown>)[key]);
      }
    }
  }

  function distinct(value: unknown, index: number): unknown {
    if (typeof value === 'string') return `${value}${index}`;
    if (typeof value === 'number') return value + index;
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, distinct(entry, index)]));
  }

  function scalar(): unknown {
    return pick([
      null,
      true,
      '',
      '0',
      'x',
      '9'.repeat(chance(0.1) ? length() : 3),
      '1e999999999',
      2 ** 53,
      -1e308,
      'a'.repeat(chance(0.1) ? length() : 3),
      text(),
    ]);
  }

  function text(): string {
    const characters = [...'aA0-._/%{}[]()*+?\\"\' \n\t\0=!,:\u00e9\u{1F4A5}'];
    return times(below(200), () => pick(characters))
      .join('')
      .repeat(1 + Math.floor((chance(0.1) ? length() : 0) / 200));
  }

  function nested(): unknown {
    let value: unknown = scalar();
    for (let depth = below(chance(0.5) ? 20 : 1000); depth > 0; depth--)
      value = chance(0.5) ? [value] : { [pick(['a', '$patch', 'f:a'])]: value };
    return value;
  }

  function cut(json: string): string {
    if (chance(0.8)) return json;
    const begin = json.slice(0, below(json.length));
    return (
      begin +
      pick([
        '',
        '['.repeat(below(size)),
        '{"a":'.repeat(below(size / 5)),
        '\\'.repeat(below(size)),
        ' '.repeat(below(size)),
        '"a":1,'.repeat(many()),
      ])
    );
  }

  function operation(): object {
    const path = () =>
      pick([
        '/metadata/labels',
        '/metadata/labels/a',
        '/data',
        '/data/a',
        '/data/a/a',
        '/x',
        '/x/-',
        '/x/0',
        '',
        '/spec',
        '/a'.repeat(below(300)),
      ]);
    const op = pick(['add', 'copy', 'copy', 'copy', 'move', 'remove', 'replace', 'test']);
    return {
      op,
      path: path(),
      from: path(),
      ...(chance(0.3) && { value: chance(0.1) ? nested() : pick([{}, [], { a: {} }, [0, 1]]) }),
    };
  }

  /** Directives of strategic merge patches, wherever a list or an object is. */
  function direct(value: unknown): unknown {
    if (Array.isArray(value)) {
      const elements = value.map((element) =>
        chance(0.3) && isObject(element)
          ? { ...element, $patch: pick(['delete', 'replace', 'merge', 'x']) }
          : direct(element),
      );
      return elements;
    }
    if (!isObject(value)) return value;
    const result: Record<string, unknown> = {};
    for (const [key, field] of Object.entries(value)) {
      result[key] = direct(field);
      if (!Array.isArray(field) || chance(0.5)) continue;
      if (chance(0.7)) result[`$setElementOrder/${key}`] = chance(0.5) ? [...field].reverse() : field;
      else result[`$deleteFromPrimitiveList/${key}`] = field;
    }
    if (chance(0.05)) result.$retainKeys = Object.keys(result);
    return result;
  }

  function yaml(): string {
    const repeated = pick([
      '? ',
      '- ',
      '[',
      '{',
      '{a: ',
      '- - ',
      '? - ',
      ': ',
      '!!map ',
      '&a ',
      '*a ',
      '"',
      "'",
      '|\n ',
      '<<: ',
      '- a: &x [*x]\n',
      '---\n',
      '# \n',
      '%YAML 1.1\n',
      '\t',
      'a: b\n',
      '? a\n: b\n',
      '  ',
      ', ',
    ]);
    if (chance(0.4)) return repeated.repeat(many());
    if (chance(0.3)) {
      const levels = times(
        2 + below(12),
        (level) => `l${level + 1}: &l${level + 1} [${`*l${level},`.repeat(1 + below(12))}]`,
      );
      return ['apiVersion: v1', 'l0: &l0 lol', ...levels].join('\n');
    }
    const lines = times(
      many() % 20_000,
      (index) =>
        `${' '.repeat(below(6))}${pick(['- ', '? ', '', ''])}k${index}: ${pick(['1', '~', '"x"', '[a, b]', '{a: b}', '&a x', '*a', '|', '>-', '!!binary x', '0x1F', '1_000', '2026-01-01', ''])}`,
    );
    return `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: sample}\ndata:\n${lines.join('\n')}`;
  }

  function protobuf(): Buffer {
    const message = chance(0.6)
      ? wire(6)
      : Buffer.alloc(
          below(size),
          Buffer.from(
            pick([
              [0x0a, 0],
              [0x12, 0],
              [0x78, 0],
              [0x08, 0xff],
              [0x0a, 0x7f],
            ]),
          ),
        );
    const [apiVersion, kind] = pick([
      ['v1', 'Pod'],
      ['v1', 'ConfigMap'],
      ['apps/v1', 'Deployment'],
      ['v1', 'Nothing'],
    ] as const);
    const typeMeta = Buffer.concat([field(1, Buffer.from(apiVersion)), field(2, Buffer.from(kind))]);
    const envelope = Buffer.concat([Buffer.from('k8s\0'), field(1, typeMeta), field(2, message)]);
    return chance(0.8) ? envelope : envelope.subarray(0, below(envelope.length));
  }

  function wire(depth: number): Buffer {
    const part = (): Buffer => {
      if (chance(0.3)) return Buffer.from([(1 + below(15)) << 3, below(256), below(128)]);
      if (depth === 0 || chance(0.3))
        return field(1 + below(20), Buffer.from(chance(0.5) ? text() : '['.repeat(many())));
      return field(1 + below(20), wire(depth - 1));
    };
    if (chance(0.8)) return Buffer.concat(times(below(8), part));
    const repeated = part();
    return Buffer.concat(new Array<Buffer>(Math.min(many(), Math.ceil(size / (repeated.length + 1)))).fill(repeated));
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A field of bytes: its number, its length, and what is in it. */
function field(number: number, bytes: Buffer): Buffer {
  return Buffer.concat([varint((number << 3) | 2), varint(bytes.length), bytes]);
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 127; rest >>>= 7) bytes.push((rest & 127) | 128);
  return Buffer.from([...bytes, rest]);
}
