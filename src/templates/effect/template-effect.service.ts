import { setImmediate as otherWork } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { NluPort, type TemplateScoring } from '../../nlu';
import { redactText } from '../../observability';
import { CataloguePort } from '../catalogue.port';
import type { PublishedTemplate } from '../template.types';
import type { Choice, ChosenBy, Neighbour, TemplateEffect } from './effect.types';
import { RecordedMessages } from './recorded-messages';
import { canTellApart, type TextsVectors } from './tell-apart';

const MOST_NEIGHBOURS = 10;

/** Similarities of messages to every published template, as long as these are published. */
interface Remembered {
  /** Of the model whose similarities they are. */
  scoring: TemplateScoring | undefined;
  templates: PublishedTemplate[];
  /** In the order of `templates`. */
  condensed: Float32Array[][];
  byMessage: Map<string, Float64Array>;
}

/**
 * Tells beforehand what publishing a template would change. Vectors alone decide here: neither what the bot asked
 * before a message nor whether the message is in scope. Customers' messages go first.
 */
@Injectable()
export class TemplateEffectService {
  private remembered: Remembered = { scoring: undefined, templates: [], condensed: [], byMessage: new Map() };

  constructor(
    private readonly nlu: NluPort,
    private readonly catalogue: CataloguePort,
    private readonly recorded: RecordedMessages,
  ) {}

  /** @throws NluUnavailableError when no inference process can answer */
  async effectOf(draft: ChosenBy): Promise<TemplateEffect> {
    if (draft.kind === 'prompt')
      return { neighbours: [], cannotTellApart: [], checkedMessages: 0, changes: [] };
    for (;;) {
      const scoring = this.nlu.scoring();
      const effect = await this.effectBy(scoring, draft);
      // Another model came into use meanwhile: vectors of two say nothing together.
      if (this.nlu.scoring() === scoring) return effect;
    }
  }

  private async effectBy(scoring: TemplateScoring, draft: ChosenBy): Promise<TemplateEffect> {
    const own = await this.nlu.vectorsOf(textsOf(draft));
    const templates = this.catalogue.published();
    const vectors = await this.vectorsOf(templates);
    const messages = await this.recorded.latest();
    const known = this.remember(templates, vectors, messages, scoring);
    const neighbours = templates
      .map(({ id }, i) => ({ id, vectors: vectors[i] ?? [], condensed: known.condensed[i] ?? [] }))
      .filter(({ id }) => id !== draft.id)
      .map((other) => ({ ...other, similarity: similarityOf(own, other.condensed, scoring) }))
      .sort((a, b) => b.similarity - a.similarity)
      .slice(0, MOST_NEIGHBOURS);
    return {
      neighbours: neighbours.map(toNeighbour),
      cannotTellApart: neighbours
        .filter((other) => !canTellApart(own, other.vectors, scoring))
        .map(toNeighbour),
      checkedMessages: messages.length,
      changes: await this.changes(draft.id, scoring.condense(own), messages, known, scoring),
    };
  }

  /** In the order of the templates. */
  private async vectorsOf(templates: PublishedTemplate[]): Promise<TextsVectors[]> {
    const vectors = await this.nlu.vectorsOf(templates.flatMap(textsOf));
    let next = 0;
    return templates.map((template) => vectors.slice(next, (next += textsOf(template).length)));
  }

  private async changes(
    id: string,
    own: Float32Array[],
    messages: string[],
    known: Remembered,
    scoring: TemplateScoring,
  ): Promise<TemplateEffect['changes']> {
    const said = await this.nlu.vectorsOf(messages);
    const ids = known.templates.map((template) => template.id);
    const place = ids.indexOf(id);
    const idsAfter = place < 0 ? [...ids, id] : ids;
    const changes: TemplateEffect['changes'] = [];
    for (const [i, text] of messages.entries()) {
      const message = said[i] ?? new Float32Array();
      const before = known.byMessage.get(text) ?? similarities(message, known.condensed, scoring);
      known.byMessage.set(text, before);
      const after = Float64Array.from({ length: idsAfter.length }, (_, k) => before[k] ?? 0);
      after[place < 0 ? ids.length : place] = scoring.similarity(message, own);
      const [was, is] = [chosen(before, ids, scoring), chosen(after, idsAfter, scoring)];
      if (was && is && was.id !== is.id) changes.push({ text: redactText(text), before: was, after: is });
      await otherWork();
    }
    return changes.sort((a, b) => b.after.score - a.after.score);
  }

  /** What is known of these templates and messages; of others it is forgotten. */
  private remember(
    templates: PublishedTemplate[],
    vectors: TextsVectors[],
    messages: string[],
    scoring: TemplateScoring,
  ): Remembered {
    const before = this.remembered;
    const isSame =
      before.scoring === scoring &&
      before.templates.length === templates.length &&
      templates.every((one, i) => one === before.templates[i]);
    const byMessage = new Map(
      messages.flatMap((text) => {
        const row = isSame ? before.byMessage.get(text) : undefined;
        return row ? [[text, row] as const] : [];
      }),
    );
    const condensed = isSame ? before.condensed : vectors.map((one) => scoring.condense(one));
    this.remembered = { scoring, templates, condensed, byMessage };
    return this.remembered;
  }
}

function textsOf({ description, examples }: Pick<ChosenBy, 'description' | 'examples'>): string[] {
  return [description, ...examples];
}

/** How near the texts of one are to the template that has these vectors, on average. */
function similarityOf(texts: TextsVectors, vectors: Float32Array[], scoring: TemplateScoring): number {
  return texts.reduce((sum, text) => sum + scoring.similarity(text, vectors), 0) / texts.length;
}

function similarities(
  message: Float32Array,
  templates: Float32Array[][],
  scoring: TemplateScoring,
): Float64Array {
  return Float64Array.from(templates, (vectors) => scoring.similarity(message, vectors));
}

function chosen(all: Float64Array, ids: string[], scoring: TemplateScoring): Choice | undefined {
  let best = 0;
  for (let i = 1; i < all.length; i += 1) if ((all[i] ?? 0) > (all[best] ?? 0)) best = i;
  const id = ids[best];
  return id === undefined ? undefined : { id, score: scoring.scores(all)[best] ?? 0 };
}

function toNeighbour({ id, similarity }: Neighbour): Neighbour {
  return { id, similarity };
}
