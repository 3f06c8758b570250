import tseslint from 'typescript-eslint'

/** Which folder may import which (DESIGN.md, "The house"). A folder may always import itself. */
const MAY_IMPORT = {
  core: [],
  model: ['core'],
  policy: ['core', 'model'],
  collect: ['core', 'model', 'policy'],
  snapshot: ['core', 'model'],
  analyse: ['core', 'model', 'policy'],
  evaluate: ['core', 'model', 'analyse'],
  compare: ['core', 'model', 'analyse'],
  render: ['core', 'model'],
  sign: ['core', 'model'],
  archive: ['core', 'model', 'sign'],
  commands: [
    ...['core', 'model', 'policy', 'collect', 'snapshot', 'analyse'],
    ...['evaluate', 'compare', 'render', 'sign', 'archive'],
  ],
}

/** Packages with one home: pattern -> folders that may import them. */
const OWNERS = {
  '(node:)?crypto': ['core', 'sign'],
  'js-yaml': ['core'],
  '@kubernetes/client-node': ['collect'],
  'https-proxy-agent': ['collect'],
  handlebars: ['render'],
  'puppeteer(-core)?': ['render'],
  '@sparticuz/chromium': ['render'],
  '@aws-sdk/.*': ['archive'],
  'node-cron': ['commands'],
  commander: ['commands'],
}

/** Folders in which import() loads a heavy part only when it is used. */
const LAZY = new Set(['render', 'archive', 'collect', 'commands'])

const folders = Object.keys(MAY_IMPORT)

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
const IMPORT_EXPRESSION = {
  selector: 'ImportExpression',
  message: 'import() only where a heavy part is loaded when used',
}
const PROCESS = [
  ...['exit', 'argv', 'env'].map((name) => ({
    selector: `MemberExpression[object.name='process'][property.name='${name}']`,
    message: `process.${name} belongs to src/cli.ts`,
  })),
]

/** The import rule of one folder, and everything else that a folder may not write. */
const folderRules = folders.map((folder) => ({
  files: [`src/${folder}/**/*.ts`],
  rules: {
    '@typescript-eslint/no-restricted-imports': [
      'error',
      {
        patterns: [
          ...folders
            .filter((other) => other !== folder && !MAY_IMPORT[folder].includes(other))
            .map((other) => ({
              regex: `^(\\.\\./)+${other}/`,
              message: `src/${folder} may not import src/${other} (DESIGN.md, "The house")`,
            })),
          ...Object.entries(OWNERS)
            .filter(([, owners]) => !owners.includes(folder))
            .map(([name, owners]) => ({
              regex: `^${name}(/|$)`,
              message: `only src/${owners.join(' and src/')} may import this`,
            })),
          { regex: '(^|/)cli\\.ts$', message: 'nothing imports the command line' },
          { regex: '^exhibit(/|$)', message: 'no self-reference' },
          { regex: '^(node:)?module$', message: 'no createRequire: imports are static' },
        ],
      },
    ],
    'no-restricted-syntax': [
      'error',
      ...(folder === 'core' ? CLOCK.slice(2) : CLOCK),
      ...PROCESS,
      ...(LAZY.has(folder) ? [] : [IMPORT_EXPRESSION]),
    ],
  },
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
  ...folderRules,
  { files: ['src/core/clock.ts'], rules: { 'no-restricted-syntax': 'off' } },
  {
    files: ['test/**/*.ts'],
    rules: {
      '@typescript-eslint/no-unused-expressions': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
    },
  },
)
