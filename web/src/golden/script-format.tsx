import type { ReactNode } from 'react';
import { t } from '../i18n';

const LINES = [
  ['## Asking for an order', 'format.begin'],
  ['> where is my order W1001?', 'format.customer'],
  ['< ask_email', 'format.reply'],
  ['< order_status ok "W1001"', 'format.outcome'],
  ['< *', 'format.anyReply'],
  ['@ token ana@example.com', 'format.token'],
  ['@ new conversation', 'format.newConversation'],
  ['rows tickets 0', 'format.rows'],
] as const;

/** How a script is written. */
export function ScriptFormat({ isOpen }: { isOpen: boolean }): ReactNode {
  return (
    <details className="card script-format" open={isOpen}>
      <summary>
        <h2>{t('format.title')}</h2>
      </summary>
      <dl>
        {LINES.map(([line, meaning]) => (
          <div key={line}>
            <dt>
              <code>{line}</code>
            </dt>
            <dd>{t(meaning)}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
