import { Injectable } from '@nestjs/common';
import { RehearsalPort, type PlayedStep, type RehearsalStep } from '../../dialog';
import type { Catalogue } from '../../templates';
import type { GoldenResult } from '../templates/publish-gate';
import { compare } from './compare';
import { namedIn, readGoldenScript } from './golden-script';
import type { Script } from './script';

/** Plays a golden script: each of its conversations on a fresh demo shop. */
@Injectable()
export class GoldenPlayer {
  constructor(private readonly rehearsals: RehearsalPort) {}

  /** @throws what `RehearsalPort.play` throws, and ScriptInvalidError */
  async play(name: string, text: string, catalogue: Catalogue): Promise<GoldenResult> {
    const scripts = readGoldenScript(text);
    const touched = new Set(namedIn(scripts));
    const results = [];
    for (const script of scripts) {
      const { steps } = await this.rehearsals.play({ stage: 'demo', catalogue, steps: stepsOf(script) });
      for (const id of seenIn(steps)) touched.add(id);
      results.push(...compare(script, steps));
    }
    return {
      name,
      passed: results.every(({ passed }) => passed),
      touched: [...touched].sort(),
      steps: results,
    };
  }
}

function stepsOf({ steps }: Script): RehearsalStep[] {
  return steps.flatMap((step) => (step.kind === 'reply' ? [] : [step]));
}

/** The templates that spoke, and those that the model chose: an act says nothing itself. */
function seenIn(steps: PlayedStep[]): string[] {
  return steps.flatMap((step) => {
    if (step.kind !== 'answered') return [];
    const [chosen] = step.understanding.templates;
    return [...step.replies.map(({ templateId }) => templateId), ...(chosen ? [chosen.id] : [])];
  });
}
