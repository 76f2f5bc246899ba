const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
/** A line of nothing but a code is what the mail is read for. */
const CODE_LINE = /^\d{6}$/;

/** The text of a mail as a simple page: paragraphs, and a code in large figures. */
export function mailHtml(text: string): string {
  const paragraphs = text
    .split(/\n\s*\n/)
    .map((paragraph) => paragraph.trim())
    .filter((paragraph) => paragraph !== '')
    .map((paragraph) => {
      const style = CODE_LINE.test(paragraph) ? ' style="font-size:28px;letter-spacing:4px"' : '';
      return `<p${style}>${escapeHtml(paragraph).replaceAll('\n', '<br>')}</p>`;
    });
  const body = `<body style="font-family:sans-serif">${paragraphs.join('')}</body>`;
  return `<!doctype html><html><head><meta charset="utf-8"></head>${body}</html>`;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, (character) => ENTITIES[character] ?? '');
}
