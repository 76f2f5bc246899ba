import { BadRequestException, PayloadTooLargeException, UnsupportedMediaTypeException } from '@nestjs/common';
import type { Request } from 'express';

/**
 * The body's bytes as they were sent, which is what a signature covers.
 * @throws PayloadTooLargeException, UnsupportedMediaTypeException, BadRequestException
 */
export async function readRawBody(request: Request, maxBytes: number): Promise<Buffer> {
  if ((request.headers['content-encoding'] ?? 'identity') !== 'identity') {
    const detail = 'The body must not be compressed.';
    throw new UnsupportedMediaTypeException({ code: 'BODY_ENCODED', detail });
  }
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of chunksOf(request)) {
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

async function* chunksOf(request: Request): AsyncIterable<Buffer> {
  try {
    yield* request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>;
  } catch (cause) {
    // Nobody is left to read this, but it is no fault of ours that the log should tell of.
    const detail = 'The body broke off.';
    throw new BadRequestException({ code: 'BODY_INCOMPLETE', detail }, { cause });
  }
}
