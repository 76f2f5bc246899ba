/**
 * The load, in a process of its own: sends `count` messages at a fixed rate to the service at `url`, each to one of
 * many conversations, and prints the latencies as JSON. An open loop: a slow answer does not slow the sending.
 */
import { benchText } from './texts';

const [url = '', rate = '50', count = '1000'] = process.argv.slice(2);

async function post(path: string, body: unknown): Promise<Record<string, unknown>> {
  const response = await fetch(`${url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (response.status !== 200)
    throw new Error(`${path} answered ${response.status}: ${await response.text()}`);
  return (await response.json()) as Record<string, unknown>;
}

async function main(): Promise<void> {
  const conversations = await Promise.all(
    Array.from({ length: 100 }, async () => String((await post('/v1/conversations', {})).conversationId)),
  );
  for (let warm = 0; warm < 40; warm += 1) {
    await post('/v1/messages', { text: benchText(warm), conversationId: conversations[warm % 100] });
  }
  const latencies: number[] = [];
  let failures = 0;
  const began = performance.now();
  const sent: Promise<void>[] = [];
  for (let index = 0; index < Number(count); index += 1) {
    const due = began + (index * 1000) / Number(rate);
    const wait = due - performance.now();
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
    const start = performance.now();
    sent.push(
      post('/v1/messages', { text: benchText(index), conversationId: conversations[index % 100] }).then(
        () => void latencies.push(performance.now() - start),
        () => void (failures += 1),
      ),
    );
  }
  await Promise.all(sent);
  const seconds = (performance.now() - began) / 1000;
  process.stdout.write(JSON.stringify({ latencies, failures, seconds }));
}

void main();
