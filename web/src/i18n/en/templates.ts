/** The list of templates, their history and their counts. */
export const templates = {
  'kind.answer': 'Answer',
  'kind.act': 'Customer move',
  'kind.prompt': 'Bot prompt',

  'templates.title': 'Templates',

  'template.new': 'New template',
  'template.pages': 'Pages of this template',
  'template.edit': 'Edit',
  'template.history': 'History',
  'template.counts': 'How it does',
} as const;
