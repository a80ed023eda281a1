import js from '@eslint/js';
import globals from 'globals';
import tseslint from 'typescript-eslint';

/** Only the thin wrappers know Microsoft's client libraries, lowdb and PostgreSQL. */
const wrapped = [
  '@microsoft/microsoft-graph-client',
  '@azure/msal-node',
  'lowdb',
  'lowdb/node',
  'pg',
  '@microsoft/teams-ai',
  'botbuilder',
  'botframework-connector',
];

/**
 * Imports run downwards: http → accounts → sync → graph | lupax | store, and `sync/core` below all of them.
 * Each row: a folder, and what the paths of its relative imports must not lead through.
 */
const downwards = [
  // The pure core of the synchronisation knows no I/O and nobody else.
  { folder: 'server/sync/core', never: '^\\.\\./' },
  { folder: 'server/sync', never: '/(http|accounts|jobs|i18n)/|/(main|product)\\.ts$' },
  {
    folder: 'server/setup',
    never: '/(http|accounts|jobs|store|meetings|reminders)/|/sync/(?!core/)|/(main|product)\\.ts$',
  },
  { folder: 'server/notifications', never: '/(http|accounts|jobs|i18n|lupax)/|/(main|product)\\.ts$' },
  { folder: 'server/accounts', never: '/(http|jobs)/|/(main|product)\\.ts$' },
  { folder: 'server/jobs', never: '/(http|accounts)/|/(main|product)\\.ts$' },
  { folder: 'server/http', never: '/(jobs|graph|lupax)/(?!errors)|/(main|product)\\.ts$' },
  { folder: 'server/graph', never: '/(http|accounts|jobs|lupax|store)/|/sync/(?!core/)', wrapper: true },
  { folder: 'server/lupax', never: '/(http|accounts|jobs|graph|store)/|/sync/(?!core/)' },
  { folder: 'server/store', never: '/(http|accounts|jobs|graph|lupax)/|/sync/(?!core/)', wrapper: true },
  { folder: 'server/transfer', never: '/(http|accounts|jobs|graph|lupax|sync|bot)/' },
  { folder: 'server/meetings', never: '/(http|accounts|jobs|reminders)/|/bot/' },
  { folder: 'server/reminders', never: '/(http|accounts|jobs|graph)/|/bot/' },
  { folder: 'bot', never: '/addin/' },
  // Only bot/teams knows Teams; cards and dialogue are pure of it.
  { folder: 'bot/teams', never: '/(dialogue|commands|cards|understand)/|/addin/', wrapper: true },
  { folder: 'bot/dialogue', never: '/(teams|commands)/|/addin/' },
  { folder: 'bot/cards', never: '/(teams|commands)/|/addin/' },
  { folder: 'bot/commands', never: '/(teams|dialogue)/|/addin/' },
  // Understanding a sentence is one replaceable, pure function: nothing but itself, zone arithmetic and dates.
  { folder: 'bot/understand', never: '^(?!\\./|luxon$|chrono-node(?:/de)?$)' },
  // The product never knows its tests; the sandbox is a program of its own.
  { folder: 'server', never: '/test/' },
  // Building the app package needs the server's rules for ids and links, nothing that runs.
  { folder: 'manifest', never: '/server/(?!(config-values|deep-links)\\.ts$)|/(bot|addin)/' },
  { folder: 'test/sandbox', never: '/server/' },
];

const importRules = downwards
  // The general row of a folder comes first: the last one that matches a file counts.
  .sort((a, b) => a.folder.length - b.folder.length)
  .map(({ folder, never, wrapper = false }) => ({
    files: [`${folder}/**/*.ts`],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          paths: wrapper ? [] : wrapped,
          patterns: [
            { regex: `(${never})`, message: `${folder} must not import this: imports run downwards.` },
            { regex: '/test/', message: 'The product never knows its tests.' },
          ],
        },
      ],
    },
  }));

export default tseslint.config(
  { ignores: ['node_modules/', 'data/', 'coverage/', 'dist/', 'manifest/build/'] },
  js.configs.recommended,
  ...tseslint.configs.recommended,
  {
    languageOptions: { globals: globals.node },
    rules: {
      'no-console': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      'no-restricted-imports': ['error', { paths: wrapped }],
    },
  },
  ...importRules,
  {
    files: ['addin/**/*.{ts,tsx}'],
    ignores: ['addin/{build,vite.config}.ts'],
    languageOptions: { globals: globals.browser },
    rules: {
      'no-restricted-imports': [
        'error',
        {
          paths: [
            { name: '@microsoft/teams-js', message: 'addin/host wraps it.' },
            {
              name: '@fluentui/react-components',
              importNames: ['Dialog', 'DialogTrigger', 'DialogSurface'],
              message: 'It leaves the page hidden from screen readers when what opened it is gone; see ui/modal.tsx.',
            },
          ],
          patterns: [
            { regex: '/server/(?!http/api-types)', message: 'The add-in knows the server by its API types alone.' },
            { regex: '/(test|bot)/', message: 'The product never knows its tests; the bot is another face.' },
          ],
        },
      ],
      // What people read comes from the catalogues.
      'no-restricted-syntax': [
        'error',
        { selector: 'JSXText[value=/\\p{L}/u]', message: 'Texts come from addin/i18n.' },
        {
          selector:
            'JSXAttribute[name.name=/^(title|label|placeholder|alt|aria-label|hint|content)$/] > Literal[value=/\\p{L}/u]',
          message: 'Texts come from addin/i18n.',
        },
      ],
    },
  },
  { files: ['addin/host/**', 'test/helpers/postgres/**'], rules: { 'no-restricted-imports': 'off' } },
  {
    files: [
      'manifest/package.ts',
      'test/demo/**',
      'test/playground/main.ts',
      'test/simulation/{main,mutations}.ts',
      'test/sandbox/main.ts',
      'test/bench/main.ts',
    ],
    rules: { 'no-console': 'off' },
  },
);
