import { describe, expect, it } from 'vitest';
import { executeTemplate } from './execute.js';
import { parseTemplate } from './parse.js';

const data = {
  kind: 'Pod',
  metadata: { name: 'web', labels: { app: 'x', tier: 'y' } },
  spec: { replicas: 3, containers: [{ name: 'a', image: 'n:1' }, { name: 'b' }] },
};

function run(text: string, allowMissingKeys = true): string {
  return executeTemplate(parseTemplate(text), data, { allowMissingKeys });
}

describe('executeTemplate', () => {
  it.each([
    ['{{.kind}}/{{.metadata.name}}', 'Pod/web'],
    ['{{.nope}} {{.nope.deeper}}', '<no value> <no value>'],
    ['{{range .spec.containers}}{{.name}},{{end}}', 'a,b,'],
    ['{{range $i, $c := .spec.containers}}{{$i}}={{$c.name}} {{end}}', '0=a 1=b '],
    ['{{range $k, $v := .metadata.labels}}{{$k}}={{$v}};{{end}}', 'app=x;tier=y;'],
    ['{{range .nope}}x{{else}}none{{end}}', 'none'],
    ['{{range .spec.containers}}{{if eq .name "a"}}{{continue}}{{end}}{{.name}}{{end}}', 'b'],
    ['{{if and .kind (gt .spec.replicas 2)}}yes{{else if .nope}}maybe{{else}}no{{end}}', 'yes'],
    ['{{with .metadata}}{{.name}}{{end}}{{with .nope}}x{{else}}-{{end}}', 'web-'],
    ['{{$x := .kind}}{{if true}}{{$x = "y"}}{{end}}{{$x}}', 'y'],
    ['{{.metadata.labels}}', 'map[app:x tier:y]'],
    ['{{index .spec.containers 1 "name"}} {{len .spec.containers}}', 'b 2'],
    ['{{(index .spec.containers 0).image | printf "%q"}}', '"n:1"'],
    ['{{printf "%d|%5s|%-5s|%v" .spec.replicas "a" "b" .kind}}', '3|    a|b    |Pod'],
    ['a {{- " b " -}} c', 'a b c'],
    ['{{/* nothing */}}x', 'x'],
    ['{{define "t"}}<{{.}}>{{end}}{{template "t" .kind}}', '<Pod>'],
    ['{{"YWJj" | base64decode}} {{exists .metadata "name"}} {{not .nope}} {{or .nope "z"}}', 'abc true true z'],
    ['{{html "<a>"}} {{urlquery "a b"}} {{slice "abc" 1 2}} {{print 1 2 "a"}}', '&lt;a&gt; a+b b 1 2a'],
  ])('%s', (template, output) => expect(run(template)).toBe(output));

  it('tells where a key is missing', () => {
    expect(() => run('{{.x.y.z}}', false)).toThrow(
      'template: output:1:4: executing "output" at <.x.y.z>: map has no entry for key "x"',
    );
  });

  it.each([
    ['{{.foo', 'template: output:1: unclosed action'],
    ['{{foo .x}}', 'template: output:1: function "foo" not defined'],
    ['{{if .x}}', 'template: output:1: unexpected EOF'],
    ['{{end}}', 'template: output:1: unexpected {{end}}'],
  ])('refuses %s', (template, message) => expect(() => parseTemplate(template)).toThrow(message));
});
