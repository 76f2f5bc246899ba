import type { Intent } from '../nlu.types';
import { share } from './measures';
import { score, type Score } from './score';

/** A template that training never saw, with messages that it is for. */
export interface NewTemplate {
  id: string;
  intent: Intent;
  description: string;
  examples: string[];
  messages: string[];
}

/** How messages for new templates find theirs among all, and how many of the others' messages these take. */
export function newTemplateScores(news: ReadonlySet<string>): Score[] {
  const among = (places: number): Score =>
    score(`new templates top-${places}`, {
      isAbout: ({ template }) => news.has(template ?? ''),
      of: ({ ranked, gold }) => ranked.slice(0, places).includes(gold.template ?? ''),
      measure: (some) => share(some, (is) => is),
    });
  return [
    among(1),
    among(3),
    score("others' messages taken", {
      isAbout: ({ in_scope, template }) => in_scope && template !== null && !news.has(template),
      of: ({ ranked }) => news.has(ranked[0] ?? ''),
      measure: (some) => share(some, (is) => is),
      isError: true,
    }),
  ];
}
