#!/usr/bin/env node
import '../dist/bundle/sampan.js';
