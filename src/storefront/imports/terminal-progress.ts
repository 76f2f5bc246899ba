import { SingleBar } from 'cli-progress';
import type { ImportProgress } from './import-progress';

const LINE_EVERY_MS = 5_000;

/** A bar on a terminal, a line now and then elsewhere; both on the error output, beside the result. */
export function terminalProgress(output: NodeJS.WriteStream = process.stderr): ImportProgress {
  return output.isTTY ? barOn(output) : linesOn(output);
}

function barOn(output: NodeJS.WriteStream): ImportProgress {
  let bar: SingleBar | undefined;
  let rate = rateSinceNow();
  return {
    begin(label, total) {
      rate = rateSinceNow();
      const size = total === null ? '' : '{bar} {percentage} % | ';
      bar = new SingleBar({
        stream: output,
        format: `${label} ${size}{read} read, {rejected} rejected | {rate}/s`,
        hideCursor: true,
      });
      bar.start(total ?? 1, 0, { read: 0, rejected: 0, rate: 0 });
    },
    advance: (done, read, rejected) => bar?.update(done, { read, rejected, rate: rate(read) }),
    end: () => bar?.stop(),
  };
}

function linesOn(output: NodeJS.WriteStream): ImportProgress {
  let name = '';
  let size: number | null = null;
  let saidAt = 0;
  let rate = rateSinceNow();
  return {
    begin(label, total) {
      [name, size, saidAt] = [label, total, Date.now()];
      rate = rateSinceNow();
    },
    advance(done, read, rejected) {
      const perSecond = rate(read);
      if (Date.now() - saidAt < LINE_EVERY_MS) return;
      saidAt = Date.now();
      const part = size ? ` (${Math.floor((100 * done) / size)} %)` : '';
      output.write(`${name}: ${read} read${part}, ${rejected} rejected, ${perSecond}/s\n`);
    },
    end: () => undefined,
  };
}

/** Records in a second, after the first that were heard of: what an earlier run read took no time now. */
function rateSinceNow(): (read: number) => number {
  const began = Date.now();
  let first: number | undefined;
  return (read) => {
    first ??= read;
    return Math.round(((read - first) * 1000) / Math.max(1, Date.now() - began));
  };
}
