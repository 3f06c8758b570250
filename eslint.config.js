import { pathToFileURL } from 'node:url'
import tseslint from 'typescript-eslint'

/** Which part of src/ may import which (DESIGN.md, "The house"). A folder may always import itself. */
const MAY_IMPORT = new Map(
  Object.entries({
    'cli.ts': ['core', 'commands'],
    core: [],
    model: ['core'],
    policy: ['core', 'model'],
    collect: ['core', 'model', 'policy'],
    snapshot: ['core', 'model'],
    analyse: ['core', 'model', 'policy'],
    evaluate: ['core', 'model', 'analyse'],
    compare: ['core', 'model', 'analyse'],
    period: ['core', 'model', 'compare'],
    render: ['core', 'model'],
    sign: ['core', 'model'],
    archive: ['core', 'model', 'sign'],
    deliver: ['core', 'model'],
    commands: [
      ...['core', 'model', 'policy', 'collect', 'snapshot', 'analyse'],
      ...['evaluate', 'compare', 'period', 'render', 'sign', 'archive', 'deliver'],
    ],
  }),
)

/** Packages with one home: pattern of their names -> folders that may import them. */
const OWNERS = Object.entries({
  '(node:)?crypto': ['core', 'sign'],
  '(node:)?process': ['cli.ts'],
  'js-yaml': ['core'],
  '@bufbuild/.*': ['evaluate'],
  '@kubernetes/client-node': ['collect'],
  'https-proxy-agent': ['collect', 'deliver'],
  handlebars: ['render'],
  'puppeteer(-core)?': ['render'],
  '@sparticuz/chromium': ['render'],
  '@aws-sdk/.*': ['archive'],
  'node-cron': ['commands'],
  commander: ['commands'],
}).map(([name, owners]) => ({ pattern: new RegExp(`^${name}(/|$)`), owners }))

/** Where import() may load a heavy part only when it is used. */
const LAZY = new Set(['cli.ts', 'render', 'collect', 'archive', 'deliver'])

/** The files outside of src/ that it shares with the set-up script, and who may import them. */
const SHARED = new Map([[new URL('deploy/find-browser.mjs', import.meta.url).href, ['render']]])

const SOURCE = new URL('src/', import.meta.url).href

/** The part of src/ that a URL lies in: a folder, or a file directly in src/; undefined outside of it. */
function partOf({ href }) {
  return href.startsWith(SOURCE) ? href.slice(SOURCE.length).split('/')[0] : undefined
}

/** Why `part` may not import a path or URL, resolved as Node does; undefined where it may. */
function wrongPath(part, specifier, importer) {
  const url = new URL(specifier, importer)
  const target = partOf(url)
  if (target === undefined)
    return SHARED.get(url.href)?.includes(part) ? undefined : 'nothing outside of src/ is imported'
  if (target === part || MAY_IMPORT.get(part)?.includes(target)) return undefined
  return `src/${part} may not import src/${target} (DESIGN.md, "The house")`
}

/** Why `part` may not import a package or a module of Node; undefined where it may. */
function wrongPackage(part, specifier) {
  if (/^(#|exhibit(\/|$))/.test(specifier)) return 'no self-reference: imports are relative paths'
  if (/^(node:)?module(\/|$)/.test(specifier)) return 'no createRequire: imports are static'
  if (/\/(\.|%2e){1,2}(\/|$)/i.test(specifier)) return 'no way out of a package'
  const owners = OWNERS.find(({ pattern }) => pattern.test(specifier))?.owners
  if (owners === undefined || owners.includes(part)) return undefined
  return `only ${owners.map((owner) => `src/${owner}`).join(' and ')} may import this`
}

/** Whether a specifier is a path or a URL; all others name packages and modules of Node. */
function isPath(specifier) {
  return /^[./\\]/.test(specifier) || (URL.canParse(specifier) && !specifier.startsWith('node:'))
}

/** Holds every import, export from, import() and import type of a file in src/ against the tables above. */
const imports = {
  meta: { type: 'problem', schema: [] },
  create(context) {
    const importer = pathToFileURL(context.filename)
    const part = partOf(importer)
    const check = (node, source) => {
      const specifier = source?.value
      const message =
        typeof specifier !== 'string'
          ? 'an import names its module as a plain string'
          : isPath(specifier)
            ? wrongPath(part, specifier, importer)
            : wrongPackage(part, specifier)
      if (message !== undefined) context.report({ node, message })
    }
    const checkSource = (node) => node.source && check(node, node.source)
    return {
      Program(node) {
        if (!MAY_IMPORT.has(part))
          context.report({ node, message: `src/${part} is not in the import table` })
      },
      ImportDeclaration: checkSource,
      ExportNamedDeclaration: checkSource,
      ExportAllDeclaration: checkSource,
      TSImportType: (node) => check(node, node.source),
      TSExternalModuleReference: (node) => check(node, node.expression),
      ImportExpression(node) {
        check(node, node.source)
        if (!LAZY.has(part))
          context.report({ node, message: 'import() only where a heavy part is loaded when used' })
      },
    }
  },
}

const CLOCK = [
  {
    selector: "NewExpression[callee.name='Date'][arguments.length=0]",
    message: 'time comes from src/core/clock.ts',
  },
  {
    selector: "MemberExpression[object.name='Date'][property.name='now']",
    message: 'time comes from src/core/clock.ts',
  },
  {
    selector: "MemberExpression[object.name='Math'][property.name='random']",
    message: 'no randomness: use src/core/digest.ts randomHex',
  },
  { selector: 'ExportDefaultDeclaration', message: 'no default exports' },
]
const BUILTIN = {
  selector: "MemberExpression[property.name='getBuiltinModule']",
  message: 'imports are static',
}
const PROCESS = ['exit', 'argv', 'env'].map((name) => ({
  selector: `MemberExpression[object.name='process'][property.name='${name}']`,
  message: `process.${name} belongs to src/cli.ts`,
}))

export default tseslint.config(
  { ignores: ['dist/', 'coverage/', 'node_modules/', '.exhibit/', '*.config.js', '*.cjs'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    files: ['src/**/*.ts', 'test/**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      '@typescript-eslint/consistent-type-definitions': ['error', 'type'],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      'no-console': 'error',
      'max-lines': ['error', { max: 300 }],
      complexity: ['error', 12],
    },
  },
  { files: ['src/**/*.ts'], rules: { 'max-lines-per-function': ['error', { max: 50 }] } },
  {
    files: ['src/**/*.{ts,tsx,mts,cts,js,mjs,cjs}'],
    plugins: { exhibit: { rules: { imports } } },
    rules: {
      'exhibit/imports': 'error',
      'no-restricted-globals': ['error', { name: 'crypto', message: 'use src/core/digest.ts' }],
      'no-restricted-syntax': ['error', ...CLOCK, BUILTIN, ...PROCESS],
    },
  },
  { files: ['src/cli.ts'], rules: { 'no-restricted-syntax': ['error', ...CLOCK, BUILTIN] } },
  {
    files: ['src/core/clock.ts'],
    rules: { 'no-restricted-syntax': ['error', ...CLOCK.slice(2), BUILTIN, ...PROCESS] },
  },
  {
    files: ['test/**/*.ts'],
    rules: {
      '@typescript-eslint/no-unused-expressions': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
    },
  },
)
