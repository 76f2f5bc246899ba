/** The table of docs/architecture.md, "Folders and what each may import", as rules that run. */
const mayImport = {
  common: [],
  observability: ['common', 'config'],
  config: ['common'],
  storage: ['common', 'observability', 'config'],
  nlu: ['common', 'observability', 'config'],
  templates: ['common', 'observability', 'config', 'storage', 'nlu'],
  storefront: ['common', 'observability', 'config', 'storage'],
  dialog: ['common', 'observability', 'storage', 'nlu', 'templates', 'storefront'],
  channels: ['common', 'observability', 'config', 'storage', 'dialog'],
  admin: ['common', 'observability', 'config', 'storage', 'nlu', 'templates', 'storefront', 'dialog'],
};

const folderRules = Object.entries(mayImport).map(([folder, allowed]) => ({
  name: `${folder}-imports`,
  comment: `src/${folder} may import only ${[folder, ...allowed].join(', ')}.`,
  severity: 'error',
  from: { path: `^src/${folder}/` },
  to: { path: '^src/', pathNot: `^src/(${[folder, ...allowed].join('|')})/` },
}));

const onlyUser = (library, folder) => ({
  name: `${library.replace(/\W+/g, '-')}-only-in-${folder.replace(/\//g, '-')}`,
  comment: `${library} is used in src/${folder} only, so that it can be replaced there.`,
  severity: 'error',
  from: { path: '^src/', pathNot: `^src/${folder}/` },
  to: { path: `node_modules/${library}` },
});

module.exports = {
  forbidden: [
    ...folderRules,
    onlyUser('(botbuilder|botframework)', 'channels/botframework'),
    onlyUser('onnxruntime', 'nlu'),
    onlyUser('handlebars', 'templates'),
    onlyUser('nodemailer', 'storefront/mails'),
    onlyUser('(pg|@electric-sql)/', 'storage'),
    {
      name: 'through-the-index',
      comment: "Across folders import the folder's index.ts only.",
      severity: 'error',
      from: { path: '^src/([^/]+)/' },
      to: { path: '^src/[^/]+/.+', pathNot: ['^src/$1/', '^src/[^/]+/index\\.ts$'] },
    },
    {
      name: 'web-http-only',
      comment: 'The admin app meets the service over HTTP only.',
      severity: 'error',
      from: { path: '^web/' },
      to: { path: '^(src|training|models)/' },
    },
    {
      name: 'no-cycles',
      comment:
        'A cycle means that a boundary is wrong. Stand-ins of APIs whose objects name each other are no part of it.',
      severity: 'error',
      from: { pathNot: '^test/stand-ins/' },
      to: { circular: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
  },
};
