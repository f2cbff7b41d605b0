/** What eslint checks: its recommended rules, and for js/ that nothing which stores is named (see tests/checks/storage-free.test.mjs too). */
import eslint from '@eslint/js';
import globals from 'globals';

const STORAGE = ['localStorage', 'sessionStorage', 'indexedDB', 'caches', 'cookieStore'];
/** What markup can shadow is read by js/page/dom.js alone. The window's own names are `name`, `onerror`, `close` and `JSON`. */
const MEMBERS = /^(addEventListener|checkVisibility|closest|contains|getAttribute|getBoundingClientRect|isConnected|matches|nodeName|parent(Element|Node)|querySelector(All)?|setAttribute)$/;
const READ_OF_WINDOW = "MemberExpression[object.name='window'][property.name!=/^(name|onerror|close|JSON)$/]";
const SHADOWED = [
  "MemberExpression[object.name='document']",
  `MemberExpression[property.name=${MEMBERS}]`,
  `:not(AssignmentExpression) > ${READ_OF_WINDOW}`,
  `AssignmentExpression > ${READ_OF_WINDOW}.right`,
  `AssignmentExpression[operator!='='] > ${READ_OF_WINDOW}.left`,
  'VariableDeclarator[init.name=/^(document|window)$/] > ObjectPattern',
].map((selector) => ({ selector, message: 'Markup can stand in its place: read it by `member` or `invoke` of js/page/dom.js.' }));
/** Constants of the build (scripts/build/variants.mjs), and the module that it puts in. */
const BUILD = { CRUMBLESS_FULL: 'readonly', CRUMBLESS_ANONYMOUS: 'readonly', CRUMBLESS_WASM: 'readonly', CRUMBLESS_SUM: 'readonly', CRUMBLESS_BUILD: 'readonly', CRUMBLESS_VERSION: 'readonly', CRUMBLESS_MODULE: 'readonly' };
/** What a page with the tracker has. */
const MATOMO = { Matomo: 'readonly', Piwik: 'readonly', AnalyticsTracker: 'readonly', _paq: 'writable' };

export default [
  { ignores: ['dist/', 'target/', '.tools/', 'pkg/', 'node_modules/'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  eslint.configs.recommended,
  {
    rules: {
      'array-callback-return': 'error',
      eqeqeq: ['error', 'smart'],
      'no-constructor-return': 'error',
      'no-self-compare': 'error',
      'no-unmodified-loop-condition': 'error',
      'no-var': 'error',
      'object-shorthand': 'error',
      'prefer-const': 'error',
    },
  },
  { files: ['cli/**', 'fuzz/**', 'scripts/**', 'tests/**', 'www/server/**', '*.mjs'], languageOptions: { globals: globals.node } },
  {
    files: ['js/**/*.js'],
    languageOptions: { globals: { ...globals.browser, ...BUILD } },
    rules: {
      'no-restricted-globals': ['error', ...STORAGE, { name: 'name', message: 'It is window.name, which outlives the page.' }],
    },
  },
  { files: ['js/**/*.js'], ignores: ['js/page/dom.js'], rules: { 'no-restricted-syntax': ['error', ...SHADOWED] } },
  // A page's console may throw: js/page/console.js and what shows hits are ready for that.
  { files: ['js/**/*.js'], ignores: ['js/page/console.js', 'js/full/debug.js'], rules: { 'no-console': 'error' } },
  { files: ['www/**'], ignores: ['www/server/**'], languageOptions: { globals: globals.browser } },
  { files: ['integrations/angular/**', 'integrations/next/**'], languageOptions: { globals: globals.browser } },
  { files: ['examples/applications/jest/*.test.js'], languageOptions: { globals: globals.jest } },
  {
    // Functions in these files are handed to a page and run there.
    files: ['tests/{applications,bench,cli,e2e,engines,generators,long,release,servers,site,unit,vectors}/**', 'cli/lib/in-page.mjs'],
    languageOptions: { globals: { ...globals.browser, ...MATOMO } },
  },
];
