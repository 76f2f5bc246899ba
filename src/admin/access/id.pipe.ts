import { Injectable, NotFoundException, type PipeTransform } from '@nestjs/common';

/** Passes ids of the form that ours have; of others there is nothing, and not every text is one to PostgreSQL. */
@Injectable()
export class IdPipe implements PipeTransform<string, string> {
  constructor(private readonly unknown: { code: string; detail: string }) {}

  transform(id: string): string {
    if (/^[\w-]{1,64}$/.test(id)) return id;
    throw new NotFoundException(this.unknown);
  }
}
