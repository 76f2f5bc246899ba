const AUTHORS = { bot: 'Assistant', staff: 'Support team', customer: 'You' };
const URL_PATTERN = /https?:\/\/[^\s<>"']+[^\s<>"'.,;:!?)]/g;

export const element = (id) => document.getElementById(id);

/** `make('button', { type: 'button' }, 'text', child)` */
export function make(tag, properties = {}, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
}

/** Shows the whole conversation; entries that are shown already stay as they are, so that only new ones are read out. */
export function showEntries(entries, onRetry, onRate) {
  const log = element('log');
  element('welcome').hidden = entries.length > 0;
  while (log.children.length > entries.length) log.lastElementChild.remove();
  entries.forEach((entry, index) => {
    const item = log.children[index];
    const follows = entries[index - 1]?.author === entry.author;
    if (!item) log.append(entryItem(entry, follows, onRetry, onRate));
    else if (item.dataset.state !== (entry.state ?? '')) {
      item.replaceWith(entryItem(entry, follows, onRetry, onRate));
    }
  });
}

function entryItem(entry, follows, onRetry, onRate) {
  const { author, text, at, state = '' } = entry;
  const item = make('li', { className: `entry ${author}${follows ? ' follows' : ''}` });
  item.dataset.state = state;
  const who = make('span', {
    className: author === 'staff' ? 'who' : 'unseen',
    textContent: AUTHORS[author],
  });
  const bubble = make('div', { className: 'bubble' }, ...withLinks(text));
  item.append(who, bubble);
  if (state === 'failed') item.append(failure(entry, onRetry));
  else item.append(foot(entry, onRate));
  return item;
}

/** The time, and under the last reply to a message the thumbs. */
function foot(entry, onRate) {
  const time = make('time', { dateTime: new Date(entry.at).toISOString(), textContent: clockTime(entry.at) });
  const isAnswer = entry.author === 'bot' && entry.messageId;
  return make('div', { className: 'foot' }, time, ...(isAnswer ? [thumbs(entry, onRate)] : []));
}

const THUMBS = {
  up: [
    'This helped',
    'M6 9v8H3.5V9H6Zm0 0 3.4-6.2a1.7 1.7 0 0 1 2.4 1.9L11 8h4.6a1.6 1.6 0 0 1 1.6 1.9l-1.2 5.8A1.6 1.6 0 0 1 14.4 17H6',
  ],
  down: [
    'This did not help',
    'M14 11V3h2.5v8H14Zm0 0-3.4 6.2a1.7 1.7 0 0 1-2.4-1.9L9 12H4.4a1.6 1.6 0 0 1-1.6-1.9L4 4.3A1.6 1.6 0 0 1 5.6 3H14',
  ],
};

/** Pressed again, a thumb is taken back. */
function thumbs(entry, onRate) {
  const buttons = Object.entries(THUMBS).map(([value, [label, path]]) => {
    const button = make('button', { type: 'button', className: 'thumb', ariaLabel: label, title: label });
    button.append(icon(path));
    button.addEventListener('click', async () => {
      const isTakenBack = entry.thumbs === value;
      await onRate(entry, isTakenBack ? null : value);
      showPressed();
    });
    return [value, button];
  });
  const showPressed = () => {
    for (const [value, button] of buttons) button.ariaPressed = String(entry.thumbs === value);
  };
  showPressed();
  const group = make('div', { className: 'thumbs', role: 'group', ariaLabel: 'Did this help?' });
  group.append(...buttons.map(([, button]) => button));
  return group;
}

function icon(path) {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.setAttribute('viewBox', '0 0 20 20');
  svg.setAttribute('aria-hidden', 'true');
  const line = document.createElementNS('http://www.w3.org/2000/svg', 'path');
  line.setAttribute('d', path);
  svg.append(line);
  return svg;
}

function failure(entry, onRetry) {
  const retry = make('button', { type: 'button', className: 'retry', textContent: 'Try again' });
  retry.addEventListener('click', () => onRetry(entry));
  return make(
    'p',
    { className: 'failure' },
    make('span', { textContent: entry.reason ?? 'Not sent.' }),
    ' ',
    retry,
  );
}

/** Text nodes and links only: a reply is never taken for HTML. */
function withLinks(text) {
  const parts = [];
  let end = 0;
  for (const { 0: url, index } of text.matchAll(URL_PATTERN)) {
    parts.push(text.slice(end, index));
    parts.push(make('a', { href: url, textContent: url, target: '_blank', rel: 'noopener noreferrer' }));
    end = index + url.length;
  }
  return [...parts, text.slice(end)];
}

function clockTime(at) {
  return new Date(at).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' });
}

export function showSuggestions(texts, onChoose) {
  element('suggestions').replaceChildren(
    ...texts.map((text) => {
      const chip = make('button', { type: 'button', className: 'chip', textContent: text });
      chip.addEventListener('click', () => onChoose(text));
      return chip;
    }),
  );
}

export function showTyping(isTyping) {
  element('typing').hidden = !isTyping;
  element('typing-status').textContent = isTyping ? 'The assistant is writing.' : '';
}

/** A line above the conversation; none without text. */
export function showNotice(text) {
  element('notice').textContent = text ?? '';
  element('notice').hidden = !text;
}

/** To the newest message, unless the reader has gone back to older ones. */
export function scrollToEnd({ force = false } = {}) {
  const scroll = element('scroll');
  const isAtEnd = scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < 220;
  if (force || isAtEnd) scroll.scrollTop = scroll.scrollHeight;
}

/** The demo shop's messages and orders, by customer. */
export function showDemo({ messages, orders }, onSay, onInsert) {
  element('demo-messages').replaceChildren(
    ...messages.map((text) => {
      const button = make('button', { type: 'button', textContent: text });
      button.addEventListener('click', () => onSay(text));
      return make('li', {}, button);
    }),
  );
  const insertButton = (className, text, label, ...children) => {
    const button = make('button', { type: 'button', className, ariaLabel: label }, ...children);
    button.addEventListener('click', () => onInsert(text));
    return button;
  };
  const customers = [...new Set(orders.map((order) => order.email))];
  element('demo-orders').replaceChildren(
    ...customers.map((email) => {
      const rows = orders
        .filter((order) => order.email === email)
        .map(({ number, state }) =>
          make(
            'li',
            {},
            insertButton(
              'order',
              number,
              `Insert ${number}, ${state}`,
              make('b', { textContent: number }),
              make('span', { textContent: state }),
            ),
          ),
        );
      return make(
        'section',
        { className: 'customer' },
        insertButton('email', email, `Insert ${email}`, email),
        make('ul', {}, ...rows),
      );
    }),
  );
}
