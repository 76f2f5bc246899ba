import type { ReactNode } from 'react';
import { BODY_KEYS, type BodyKey, type Parse, type Tried } from '../../api';
import { formatPercent, t } from '../../i18n';
import { Note } from '../../ui';
import { intentLabel, outcomeLabel } from '../labels';
import { Bubble } from './bubble';
import { markedText } from './marked-text';
import { Meter } from './meter';

const MOST_SHOWN = 5;

/** How a message was understood, what was chosen for it and what the bot says. */
export function TriedMessage({ text, id, result }: { text: string; id: string; result: Tried }): ReactNode {
  const { parse, replies } = result;
  return (
    <>
      <div>
        <h3>{t('editor.try.understood')}</h3>
        <p className="try-text">
          {markedText(text, parse.entities).map((piece, index) =>
            piece.entity ? <Entity key={index} text={piece.text} entity={piece.entity} /> : piece.text,
          )}
        </p>
        <p className="small muted">
          {t('editor.try.intent', {
            intent: intentLabel(parse.intent.label),
            confidence: formatPercent(parse.intent.confidence),
          })}
          {' · '}
          {parse.inScope
            ? t('editor.try.inScope', { confidence: formatPercent(parse.scopeConfidence) })
            : t('editor.try.outOfScope', { confidence: formatPercent(parse.scopeConfidence) })}
        </p>
      </div>
      <Verdict result={result} id={id} />
      <Ranking parse={parse} id={id} />
      <div>
        <h3>{t('editor.try.reply')}</h3>
        {replies.map((reply, index) => (
          <div key={index} className="try-reply">
            <Bubble text={reply.text} locale={reply.locale} actions={reply.suggestedActions ?? []} />
            <p className="small muted">
              {t('editor.try.from', { id: reply.templateId, outcome: outcomeOf(reply.outcome) })}
            </p>
          </div>
        ))}
        {replies.length === 0 && <p className="muted">{t('editor.try.noReply')}</p>}
      </div>
    </>
  );
}

function Verdict({ result, id }: { result: Tried; id: string }): ReactNode {
  const [best] = result.parse.templates;
  const said = result.replies[0]?.templateId;
  if (said === 'did_you_mean') return <Note tone="warn">{t('editor.try.tooClose')}</Note>;
  // The best may still fit too badly to be chosen.
  if (!best || !said || said === 'fallback' || said === 'offer_person') {
    return <Note tone="warn">{t('editor.try.nothingChosen')}</Note>;
  }
  if (best.id === id) {
    return (
      <Note tone="good" icon="check">
        {t('editor.try.chosen')}
      </Note>
    );
  }
  return <Note tone="warn">{t('editor.try.otherChosen', { id: best.id })}</Note>;
}

/** The best few, and the template that is being written wherever it came. */
function Ranking({ parse, id }: { parse: Parse; id: string }): ReactNode {
  const ranked = parse.templates.map((one, index) => ({ ...one, rank: index + 1, isOwn: one.id === id }));
  const shown = ranked.filter(({ rank, isOwn }) => rank <= MOST_SHOWN || isOwn);
  return (
    <div>
      <h3>{t('editor.try.ranking')}</h3>
      <ol className="ranking">
        {shown.map((one) => (
          <li key={one.id} value={one.rank} aria-current={one.isOwn || undefined}>
            <span className="ranking-rank">{one.rank}.</span>
            <span className="ranking-id mono">{one.id}</span>
            {one.isOwn && <span className="unseen">{t('editor.try.own')}</span>}
            <Meter share={one.score} isOwn={one.isOwn} />
          </li>
        ))}
      </ol>
    </div>
  );
}

function Entity({ text, entity }: { text: string; entity: Parse['entities'][number] }): ReactNode {
  return (
    <mark className="entity">
      {text}
      <span className="entity-type">
        {' '}
        {entityLabel(entity.type)} {formatPercent(entity.confidence)}
      </span>
    </mark>
  );
}

function entityLabel(type: string): string {
  if (type === 'ORDER_NUMBER') return t('editor.entity.orderNumber');
  return type === 'PRODUCT_ID' ? t('editor.entity.product') : type;
}

const KEYS: readonly string[] = BODY_KEYS;

function outcomeOf(outcome: string): string {
  return KEYS.includes(outcome) ? outcomeLabel(outcome as BodyKey) : outcome;
}
