import {
  ConflictException,
  HttpException,
  NotFoundException,
  PreconditionFailedException,
  UnprocessableEntityException,
} from '@nestjs/common';
import type { Refusal } from '../../templates';

/** What a refused edit comes to over HTTP. */
export function problemOf(refusal: Refusal): HttpException {
  switch (refusal.kind) {
    case 'template_unknown':
      return templateUnknown();
    case 'draft_unknown':
      return new NotFoundException({ code: 'DRAFT_UNKNOWN', detail: 'There is no draft of this template.' });
    case 'version_unknown':
      return new NotFoundException({ code: 'VERSION_UNKNOWN', detail: 'There is no such version.' });
    case 'revision_needed': {
      const detail = 'There is a draft: send If-Match with its ETag.';
      return new HttpException({ code: 'PRECONDITION_REQUIRED', detail }, 428);
    }
    case 'draft_changed': {
      const detail = 'The draft has changed since it was read.';
      return new PreconditionFailedException({ code: 'DRAFT_CHANGED', detail, current: refusal.current });
    }
    case 'draft_outdated': {
      const { published, basedOn } = refusal;
      const detail = `Version ${published} was published after this draft was begun. To replace it send "replaces": ${published}.`;
      return new ConflictException({ code: 'DRAFT_OUTDATED', detail, published, basedOn });
    }
    case 'invalid': {
      const detail = `The template has ${refusal.faults.length} fault(s).`;
      return new UnprocessableEntityException({
        code: 'TEMPLATE_INVALID',
        detail,
        faults: refusal.faults,
      });
    }
    case 'needed':
      return new ConflictException({ code: 'TEMPLATE_NEEDED', detail: refusal.reason });
  }
}

export function templateUnknown(): NotFoundException {
  return new NotFoundException({ code: 'TEMPLATE_UNKNOWN', detail: 'There is no such template.' });
}
