import type { PlayedStep } from '../../dialog';
import type { Rendered } from '../../templates';
import type { GoldenStep } from '../templates/publish-gate';
import type { Expectation, Script } from './script';

/** Holds a conversation as it was played against its script: a line for each expectation, and for each surprise. */
export function compare({ steps }: Script, played: PlayedStep[]): GoldenStep[] {
  const results: GoldenStep[] = [];
  const happened = [...played];
  let said = { text: '', line: 0 };
  let replies: Rendered[] = [];
  let failure: string | undefined;
  const surprises = (): GoldenStep[] =>
    replies.splice(0).map((reply) => ({
      line: said.line,
      said: said.text,
      expected: '',
      got: shown(reply),
      passed: false,
    }));
  const judge = (line: number, expected: string, got: string, passed: boolean): void => {
    results.push({ line, said: said.text, expected, got, passed });
  };

  for (const step of steps) {
    if (step.kind === 'reply') {
      const reply = replies.shift();
      const got = reply ? shown(reply) : (failure ?? '');
      judge(step.line, step.source, got, reply !== undefined && isAsExpected(reply, step));
      continue;
    }
    if (step.kind === 'customer') {
      results.push(...surprises());
      said = { text: step.text, line: step.line };
    }
    const result = happened.shift();
    if (result?.kind === 'answered') replies = [...result.replies];
    if (step.kind === 'rows') {
      const counted = result?.kind === 'counted' ? result.count : undefined;
      judge(step.line, step.source, counted?.toString() ?? failure ?? '', counted === step.count);
    }
    if (result?.kind === 'failed') {
      failure = `${result.code}: ${result.reason}`;
      // What is signed in or put in fails where no reply is expected yet.
      if (step.kind !== 'customer') judge(step.line, '', failure, false);
    }
  }
  results.push(...surprises());
  return results;
}

function isAsExpected(reply: Rendered, expected: Extract<Expectation, { kind: 'reply' }>): boolean {
  const { templateId, outcome, fragments } = expected;
  const isTemplate = templateId === '*' || (templateId === reply.templateId && outcome === reply.outcome);
  const text = reply.text.toLowerCase();
  return isTemplate && fragments.every((fragment) => text.includes(fragment.toLowerCase()));
}

function shown({ templateId, outcome, text }: Rendered): string {
  return `${templateId} ${outcome}: ${text}`;
}
