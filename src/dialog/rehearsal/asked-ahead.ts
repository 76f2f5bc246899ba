import type { NluPort, TemplateTexts, Understanding } from '../../nlu';
import type { Catalogue } from '../../templates';
import type { RehearsalStep } from './rehearsal.port';

/**
 * The model's answers for one run of rehearsals, each asked for once, and where it can be known what a message will be
 * asked with, before the play gets there: while the database plays one message, the model understands the next.
 */
export class AskedAhead {
  /** By text, context and the catalogue's texts. */
  private readonly answers = new Map<TemplateTexts[], Map<string, Promise<Understanding>>>();

  constructor(private readonly nlu: NluPort) {}

  /** Asks for the messages of a rehearsal, whose contexts are thought to be these. */
  ask(steps: RehearsalStep[], contexts: string[], catalogue: Catalogue): void {
    let next = 0;
    for (const step of steps) {
      // From here on it is another catalogue's answers that count.
      if (step.kind === 'template') return;
      if (step.kind !== 'customer') continue;
      const context = contexts[next];
      if (context === undefined) return;
      next += 1;
      void this.understand(step.text, context, catalogue.texts());
    }
  }

  /** @throws what `NluPort.understandAgainst` throws */
  understand(text: string, context: string, templates: TemplateTexts[]): Promise<Understanding> {
    const answers = this.answers.get(templates) ?? new Map<string, Promise<Understanding>>();
    this.answers.set(templates, answers);
    const key = JSON.stringify([text, context]);
    const found = answers.get(key);
    if (found) return found;
    const answer = this.nlu.understandAgainst(text, context, templates);
    answers.set(key, answer);
    // What failed is asked for again when the play gets there.
    answer.catch(() => answers.delete(key));
    return answer;
  }
}
