#!/usr/bin/env node
'use strict';
// Runs the bundle from V8's compiled code when that was made by this version of Node; V8 rejects any other.
const { readFileSync, writeFileSync } = require('node:fs');
const { createRequire } = require('node:module');
const path = require('node:path');
const { Script } = require('node:vm');

const file = path.join(__dirname, '../dist/kubectl.cjs');
const cacheFile = `${file}.${process.version}-${process.arch}.cache`;
let cachedData;
try {
  cachedData = readFileSync(cacheFile);
} catch {}
const source = `(function (require, module, exports, __filename, __dirname) {${readFileSync(file, 'utf8')}\n})`;
const script = new Script(source, { filename: file, cachedData, importModuleDynamically: undefined });
if (process.env.SAMPAN_WRITE_CODE_CACHE === '1') {
  process.once('exit', () => writeFileSync(cacheFile, script.createCachedData()));
}
const module_ = { exports: {} };
script.runInThisContext()(createRequire(file), module_, module_.exports, file, path.dirname(file));
