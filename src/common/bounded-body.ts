import { PayloadTooLargeException } from '@nestjs/common';
import type { Request } from 'express';

/** The chunks of a request's body. They do not end the connection when they are left unread. */
export function chunksOf(request: Request): AsyncIterable<Buffer> {
  return request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>;
}

/**
 * All of a body, as long as it has no more than so many bytes.
 * @throws PayloadTooLargeException
 */
export async function readAtMost(
  maxBytes: number,
  request: Request,
  body: AsyncIterable<Buffer> = chunksOf(request),
): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.length;
    // What is left goes unread, and the connection ends with the answer.
    if (bytes > maxBytes) {
      request.res?.setHeader('Connection', 'close');
      const detail = `The body may have ${maxBytes} bytes.`;
      throw new PayloadTooLargeException({ code: 'BODY_TOO_LARGE', detail });
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
