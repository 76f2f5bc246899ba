import { Injectable, type PipeTransform } from '@nestjs/common';
import { templateUnknown } from './refusals';

/** No template has this character in its id, and the database cannot even look for it. */
@Injectable()
export class TemplateIdPipe implements PipeTransform<string, string> {
  transform(id: string): string {
    if (id.includes('\0')) throw templateUnknown();
    return id;
  }
}
