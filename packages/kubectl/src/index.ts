export { captureOutput, type Io, type Output } from './framework/io.js';
export { runKubectl } from './run-kubectl.js';
