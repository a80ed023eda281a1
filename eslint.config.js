import js from '@eslint/js';
import globals from 'globals';
import importX from 'eslint-plugin-import-x';
import tseslint from 'typescript-eslint';

/**
 * Imports run downwards: http → accounts → sync → graph | lupax | store.
 * Each zone names a folder (`target`) and what it must not import (`from`).
 */
const downwards = [
  // The pure core of the synchronisation knows no I/O.
  { target: './server/sync/core', from: './server', except: ['./sync/core'] },
  { target: './server/sync', from: ['./server/http', './server/accounts', './server/main.ts'] },
  { target: './server/accounts', from: ['./server/http', './server/main.ts'] },
  { target: './server/graph', from: ['./server/http', './server/accounts', './server/lupax', './server/store'] },
  { target: './server/lupax', from: ['./server/http', './server/accounts', './server/graph', './server/store'] },
  { target: './server/store', from: ['./server/http', './server/accounts', './server/graph', './server/main.ts'] },
  { target: './server/graph', from: './server/sync', except: ['./core'] },
  { target: './server/lupax', from: './server/sync', except: ['./core'] },
  { target: './server/store', from: './server/sync', except: ['./core'] },
  // The product never knows its tests; the sandbox is a program of its own.
  { target: './server', from: './test' },
  { target: './test/sandbox', from: './server' },
];

/** Only the thin wrappers know Microsoft's client libraries. */
const wrapped = ['@microsoft/microsoft-graph-client', '@azure/msal-node', 'lowdb', 'lowdb/node'];

export default tseslint.config(
  { ignores: ['node_modules/', 'data/', 'coverage/', 'dist/'] },
  js.configs.recommended,
  ...tseslint.configs.recommended,
  {
    languageOptions: { globals: globals.node },
    plugins: { 'import-x': importX },
    rules: {
      'no-console': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      'import-x/no-restricted-paths': ['error', { zones: downwards }],
      'no-restricted-imports': ['error', { paths: wrapped }],
    },
  },
  { files: ['server/graph/**', 'server/store/**'], rules: { 'no-restricted-imports': 'off' } },
  { files: ['test/demo/**', 'test/sandbox/main.ts'], rules: { 'no-console': 'off' } },
);
