import { Conversation } from './conversation.js';
import {
  element,
  scrollToEnd,
  showDemo,
  showEntries,
  showNotice,
  showSuggestions,
  showTyping,
} from './view.js';

const POLL_MS = 2_000;
const LONGEST_POLL_MS = 30_000;
const OFFLINE = 'You are offline.';
const REASONS = {
  NO_ANSWER: 'Not sent: no connection.',
  RATE_LIMITED: 'Not sent: too many messages at once. Wait a moment.',
  NLU_OVERLOADED: 'Not sent: very busy at the moment.',
  TEXT_TOO_LONG: 'Not sent: the message is too long.',
  TEXT_EMPTY: 'Not sent: there is nothing to read in it.',
};

const conversation = new Conversation();
const input = element('message');
const wide = window.matchMedia('(min-width: 60rem)');
let firstSuggestions = ['Where is my order?', 'I want to return an item', 'Talk to a person'];
/** Messages are sent one after another, in the order in which they were written; a new conversation has its own line. */
let line = { waiting: 0, end: Promise.resolve() };
let pollMs = POLL_MS;

function render(options) {
  showEntries(conversation.entries, retry, rate);
  const isNew = conversation.entries.length === 0;
  showSuggestions(line.waiting > 0 ? [] : isNew ? firstSuggestions : conversation.suggestions, say);
  showTyping(line.waiting > 0);
  scrollToEnd(options);
}

function say(text) {
  closeDemo();
  send(conversation.write(text));
  if (window.matchMedia('(pointer: fine)').matches) input.focus();
}

function retry(entry) {
  send(entry);
  input.focus();
}

async function rate(entry, thumbs) {
  try {
    await conversation.rate(entry, thumbs);
    showNotice(navigator.onLine ? undefined : OFFLINE);
  } catch {
    showNotice('That could not be noted. Try again in a moment.');
  }
}

function send(entry) {
  const own = line;
  own.waiting += 1;
  entry.state = 'sending';
  own.end = own.end
    .then(() => deliver(entry))
    .then(() => {
      own.waiting -= 1;
      render({ force: true });
    });
  render({ force: true });
}

async function deliver(entry) {
  if (!conversation.entries.includes(entry)) return;
  try {
    await conversation.deliver(entry);
    delete entry.reason;
    showNotice(navigator.onLine ? undefined : OFFLINE);
  } catch (error) {
    entry.reason = REASONS[error.code] ?? 'Not sent: something went wrong.';
  }
}

async function poll() {
  try {
    if (document.visibilityState === 'visible' && line.waiting === 0 && (await conversation.fetchLate()))
      render();
    pollMs = POLL_MS;
  } catch {
    // A message that is sent meanwhile says what is wrong; polling only becomes less frequent.
    pollMs = Math.min(LONGEST_POLL_MS, pollMs * 2);
  }
  setTimeout(poll, pollMs);
}

function grow() {
  input.style.height = 'auto';
  input.style.height = `${input.scrollHeight}px`;
  scrollToEnd();
}

function submit() {
  const text = input.value.trim();
  if (text === '') return;
  input.value = '';
  grow();
  say(text);
}

function insert(text) {
  closeDemo();
  const { selectionStart: start, selectionEnd: end, value } = input;
  const space = start > 0 && !/\s$/.test(value.slice(0, start)) ? ' ' : '';
  input.setRangeText(`${space}${text} `, start, end, 'end');
  grow();
  input.focus();
}

function startOver() {
  conversation.clear();
  line = { waiting: 0, end: Promise.resolve() };
  showNotice();
  render({ force: true });
  input.focus();
}

/** On a wide window the panel stands beside the chat; on a narrow one it lies over it, as a dialog. */
function openDemo() {
  const demo = element('demo');
  demo.classList.add('open');
  demo.setAttribute('role', 'dialog');
  demo.setAttribute('aria-modal', 'true');
  element('chat').inert = true;
  element('close-demo').focus();
}

function closeDemo() {
  const demo = element('demo');
  if (!demo.classList.contains('open')) return;
  demo.classList.remove('open');
  demo.removeAttribute('role');
  demo.removeAttribute('aria-modal');
  element('chat').inert = false;
  element('open-demo').focus();
}

function closeDemoFromOutside({ target }) {
  if (!element('demo').contains(target) && !element('open-demo').contains(target)) closeDemo();
}

async function loadSettings() {
  const { demo } = await (await fetch('/chat/settings.json')).json();
  if (!demo) return;
  element('tagline').textContent = 'Juniper & Oak';
  element('demo').hidden = false;
  element('open-demo').hidden = false;
  document.body.classList.add('has-demo');
  firstSuggestions = demo.messages.slice(0, 3);
  showDemo(demo, say, insert);
}

element('composer').addEventListener('submit', (event) => {
  event.preventDefault();
  submit();
});
input.addEventListener('input', grow);
input.addEventListener('keydown', (event) => {
  // While an input method composes a word, Enter ends the word.
  if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  submit();
});
element('start-over').addEventListener('click', startOver);
element('open-demo').addEventListener('click', openDemo);
element('close-demo').addEventListener('click', closeDemo);
document.addEventListener('click', closeDemoFromOutside);
wide.addEventListener('change', closeDemo);
document.addEventListener('keydown', (event) => event.key === 'Escape' && closeDemo());
window.addEventListener('offline', () => showNotice(OFFLINE));
window.addEventListener('online', () => showNotice());

// What was said before stands at once, however long the shop's settings take.
if (conversation.entries.length > 0) render({ force: true });
await loadSettings().catch(() => undefined);
render({ force: true });
if (wide.matches) input.focus();
setTimeout(poll, POLL_MS);
