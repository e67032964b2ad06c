export * from './controller-manager.js';
