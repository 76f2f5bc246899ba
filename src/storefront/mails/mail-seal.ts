import { Injectable } from '@nestjs/common';
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { CodeKeys } from '../codes/code-keys';
import type { Mail } from './mail.types';

const CIPHER = 'aes-256-gcm';
const IV_BYTES = 12;
const TAG_BYTES = 16;

/** Encrypts what waits in the database: a mail holds a code and an address. */
@Injectable()
export class MailSeal {
  private readonly keys: Buffer[];

  constructor(keys: CodeKeys) {
    this.keys = keys.keysFor('mail');
  }

  seal(mail: Mail): string {
    const [key = Buffer.alloc(0)] = this.keys;
    const iv = randomBytes(IV_BYTES);
    const cipher = createCipheriv(CIPHER, key, iv);
    const sealed = Buffer.concat([cipher.update(JSON.stringify(mail), 'utf8'), cipher.final()]);
    return Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString('base64');
  }

  /** undefined: sealed with a secret that is gone. */
  open(sealed: string): Mail | undefined {
    for (const key of this.keys) {
      const opened = openWith(key, Buffer.from(sealed, 'base64'));
      if (opened !== undefined) return JSON.parse(opened) as Mail;
    }
    return undefined;
  }
}

function openWith(key: Buffer, bytes: Buffer): string | undefined {
  const [iv, tag] = [bytes.subarray(0, IV_BYTES), bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES)];
  try {
    const decipher = createDecipheriv(CIPHER, key, iv, { authTagLength: TAG_BYTES });
    decipher.setAuthTag(tag);
    return Buffer.concat([decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES)), decipher.final()]).toString(
      'utf8',
    );
  } catch {
    return undefined;
  }
}
