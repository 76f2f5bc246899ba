import type { TemplateScoring } from '../../nlu';

/** The vectors of a template's texts; the first is the description's. */
export type TextsVectors = Float32Array[];

/**
 * Whether customers who mean one template would mostly get the other. An example stands for such a customer: it is
 * left out of its own template, and then chosen. Where more than half of either's examples go to the other, the two
 * cannot be told apart.
 */
export function canTellApart(one: TextsVectors, other: TextsVectors, scoring: TemplateScoring): boolean {
  return shareLost(one, other, scoring) <= 0.5 && shareLost(other, one, scoring) <= 0.5;
}

/** The share of a template's examples that are nearer to the other template than to the rest of their own. */
function shareLost(own: TextsVectors, other: TextsVectors, scoring: TemplateScoring): number {
  const examples = own.slice(1);
  if (examples.length === 0) return 0;
  const lost = examples.filter((example, i) => {
    const rest = own.filter((_, k) => k !== i + 1);
    return scoring.similarity(example, other) >= scoring.similarity(example, rest);
  });
  return lost.length / examples.length;
}
