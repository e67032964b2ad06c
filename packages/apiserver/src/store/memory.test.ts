import { createStore } from './create-store.js';
import { memoryBackend } from './memory.js';
import { storeConformance } from './store-conformance.js';

storeConformance('memory', (options) => createStore({ ...options, backend: memoryBackend() }));
