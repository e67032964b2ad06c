import { describe, expect, it } from 'vitest';
import { negotiate, negotiateFailure } from './negotiate.js';

const protobuf = 'application/vnd.kubernetes.protobuf';
const table = 'application/json;as=Table;v=v1;g=meta.k8s.io';

describe('negotiate', () => {
  it.each([
    ['', 'application/json', 'Object'],
    ['*/*', 'application/json', 'Object'],
    ['application/yaml', 'application/yaml', 'Object'],
    ['application/vnd.kubernetes.protobuf, */*', 'application/vnd.kubernetes.protobuf', 'Object'],
    ['application/vnd.kubernetes.protobuf;q=0.2,application/json;q=0.7', 'application/json', 'Object'],
    ['application/vnd.kubernetes.protobuf;stream=watch', 'application/vnd.kubernetes.protobuf', 'Object'],
    ['application/yaml;stream=watch,application/json', 'application/json', 'Object'],
    ['*/*, application/yaml', 'application/yaml', 'Object'],
    ['application/*, application/json;q=0.1', 'application/json', 'Object'],
    ['application/json/x, nothing, application/yaml', 'application/yaml', 'Object'],
    ['application/json;g=meta.k8s.io, application/yaml;q=x', 'application/yaml', 'Object'],
    ['application/json;sv=v2, application/yaml', 'application/yaml', 'Object'],
    [`${protobuf};as=Table;v=v1;g=meta.k8s.io, application/json`, 'application/json', 'Object'],
    [`${protobuf};as=PartialObjectMetadata;v=v1;g=meta.k8s.io, application/json`, protobuf, 'PartialObjectMetadata'],
    [`${table},application/json;as=Table;v=v1beta1;g=meta.k8s.io,application/json`, 'application/json', 'Table'],
    ['application/json;as=Table;v=v2;g=meta.k8s.io,application/json', 'application/json', 'Object'],
    ['application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io', 'application/json', 'PartialObjectMetadata'],
    ['text/html;q=0.9, application/yaml;q=0.3, application/json;q=0.5', 'application/json', 'Object'],
  ])('%s', (accept, mediaType, as) => {
    expect(negotiate({ accept }, new URLSearchParams())).toEqual({ mediaType, as, pretty: false });
  });

  it.each([
    [protobuf, 'only the following media types are accepted'],
    ['application/xml', 'only the following media types are accepted'],
    [`${protobuf};as=Table;v=v1;g=meta.k8s.io`, 'only the following media types are accepted'],
  ])('refuses objects of custom kinds as %s', (accept, message) => {
    expect(() => negotiate({ accept }, new URLSearchParams(), { isCustom: true })).toThrow(message);
  });

  it.each([
    [`${protobuf}, application/json`, 'application/json', 'Object'],
    [`${protobuf};as=PartialObjectMetadataList;v=v1;g=meta.k8s.io`, protobuf, 'PartialObjectMetadata'],
  ])('shows custom kinds to %s', (accept, mediaType, as) => {
    expect(negotiate({ accept }, new URLSearchParams(), { isCustom: true })).toMatchObject({ mediaType, as });
  });

  it('writes failures in a form that the client takes', () => {
    expect(negotiateFailure({ accept: `${protobuf},application/json` }).mediaType).toBe(protobuf);
    expect(negotiateFailure({ accept: `${table},application/yaml` }).mediaType).toBe('application/yaml');
    expect(negotiateFailure({ accept: 'image/png' }).mediaType).toBe('application/json');
    expect(negotiateFailure({})).toEqual({ mediaType: 'application/json', as: 'Object', pretty: false });
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
        negotiate({ accept }, new URLSearchParams(), { streams });
    expect(refused('text/html')).toThrow(`406: Not Acceptable\n\nAvailable representations: ${types}`);
    expect(refused('application/*', true)).toThrow(`${types}, application/json;stream=watch`);
    expect(refused('application/json;as=Table;v=v9;g=meta.k8s.io')).toThrow(
      `only the following media types are accepted: ${types}`,
    );
  });
});
