import { BadRequestException, UnsupportedMediaTypeException } from '@nestjs/common';
import type { Request } from 'express';
import { chunksOf, readAtMost } from '../../common';

/**
 * The body's bytes as they were sent, which is what a signature covers.
 * @throws PayloadTooLargeException, UnsupportedMediaTypeException, BadRequestException
 */
export async function readRawBody(request: Request, maxBytes: number): Promise<Buffer> {
  if ((request.headers['content-encoding'] ?? 'identity') !== 'identity') {
    const detail = 'The body must not be compressed.';
    throw new UnsupportedMediaTypeException({ code: 'BODY_ENCODED', detail });
  }
  return readAtMost(maxBytes, request, unbrokenChunksOf(request));
}

async function* unbrokenChunksOf(request: Request): AsyncIterable<Buffer> {
  try {
    yield* chunksOf(request);
  } catch (cause) {
    // Nobody is left to read this, but it is no fault of ours that the log should tell of.
    const detail = 'The body broke off.';
    throw new BadRequestException({ code: 'BODY_INCOMPLETE', detail }, { cause });
  }
}
