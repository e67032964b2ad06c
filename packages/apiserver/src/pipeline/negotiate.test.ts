import { describe, expect, it } from 'vitest';
import { negotiate } from './negotiate.js';

const table = 'application/json;as=Table;v=v1;g=meta.k8s.io';

describe('negotiate', () => {
  it.each([
    ['', 'application/json', 'Object'],
    ['*/*', 'application/json', 'Object'],
    ['application/yaml', 'application/yaml', 'Object'],
    ['application/vnd.kubernetes.protobuf, */*', 'application/json', 'Object'],
    ['application/vnd.kubernetes.protobuf,application/json', 'application/json', 'Object'],
    [`${table},application/json;as=Table;v=v1beta1;g=meta.k8s.io,application/json`, 'application/json', 'Table'],
    ['application/json;as=Table;v=v2;g=meta.k8s.io,application/json', 'application/json', 'Object'],
    ['application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io', 'application/json', 'PartialObjectMetadata'],
    ['text/html;q=0.9, application/yaml;q=0.3, application/json;q=0.5', 'application/json', 'Object'],
  ])('%s', (accept, mediaType, as) => {
    expect(negotiate({ accept }, new URLSearchParams())).toEqual({ mediaType, as, pretty: false });
  });

  it('indents for people', () => {
    expect(negotiate({}, new URLSearchParams('pretty=true')).pretty).toBe(true);
    expect(negotiate({ 'user-agent': 'curl/7.88.1' }, new URLSearchParams()).pretty).toBe(true);
    expect(negotiate({ 'user-agent': 'curl/7.88.1' }, new URLSearchParams('pretty=false')).pretty).toBe(false);
    expect(negotiate({ 'user-agent': 'kubectl/v1.32.4' }, new URLSearchParams()).pretty).toBe(false);
  });

  it('names what it can give', () => {
    const types = 'application/json, application/yaml, application/vnd.kubernetes.protobuf';
    const refused =
      (accept: string, streams = false) =>
      () =>
        negotiate({ accept }, new URLSearchParams(), streams);
    expect(refused('text/html')).toThrow(`406: Not Acceptable\n\nAvailable representations: ${types}`);
    expect(refused('application/*', true)).toThrow(`${types}, application/json;stream=watch`);
    expect(refused('application/json;as=Table;v=v9;g=meta.k8s.io')).toThrow(
      `only the following media types are accepted: ${types}`,
    );
  });
});
