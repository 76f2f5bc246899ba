import type { Intent } from '../nlu.types';
import type { Answered } from './evaluate';
import { share, withInterval, type Figure } from './measures';

/** A template that training never saw, with messages that it is for. */
export interface NewTemplate {
  id: string;
  intent: Intent;
  description: string;
  examples: string[];
  messages: string[];
}

/** How messages for new templates find theirs among all, and how many of the others' messages these take. */
export function newTemplateFigures(forNew: Answered[], forOthers: Answered[]): Record<string, Figure> {
  const news = new Set(forNew.map(({ gold }) => gold.template));
  const isAmong =
    (places: number) =>
    ({ ranked, gold }: Answered): boolean =>
      ranked.slice(0, places).includes(gold.template ?? '');
  return {
    'new templates top-1': withInterval(forNew, (some) => share(some, isAmong(1))),
    'new templates top-3': withInterval(forNew, (some) => share(some, isAmong(3))),
    "others' messages taken": withInterval(forOthers, (some) =>
      share(some, ({ ranked }) => news.has(ranked[0] ?? '')),
    ),
  };
}
