/**
 * The form that writes a snippet. It is made from the generator's list of options, so an option that is new there is here too,
 * and what is wrong is said in the generator's own sentence, beside the field that it is about.
 *
 * @module
 */
import { OPTIONS, snippet } from './snippet.js';
import { byId, element } from './dom.mjs';

const GROUPS = [
  ['Your Matomo', ['url', 'siteId', 'file', 'scriptUrl', 'form', 'nonce', 'disableBundling']],
  ['What is measured', ['trackPageView', 'enableLinkTracking', 'spa', 'heartBeat', 'noscript']],
  ['Privacy', ['disableCookies', 'requireConsent', 'doNotTrack', 'excludedQueryParams']],
  ['Titles and domains', ['documentTitle', 'titleWithDomain', 'domains', 'crossDomain']],
  ['Campaigns and referrers', ['campaignNameKey', 'campaignKeywordKey', 'disableCampaignParameters', 'excludedReferrers']],
  ['Visitors and further commands', ['userId', 'customDimensions', 'commands']],
];
const LABELS = {
  url: 'Address', siteId: 'Site id', file: 'File', scriptUrl: 'Address of the file', nonce: 'Nonce', disableBundling: 'Old tracker-proxy',
  trackPageView: 'Page view', enableLinkTracking: 'Links', spa: 'Single-page application', heartBeat: 'Time on page', noscript: 'Without JavaScript',
  disableCookies: 'No cookies', requireConsent: 'Ask for consent', doNotTrack: 'Do Not Track', excludedQueryParams: 'Excluded parameters',
  documentTitle: 'Title', titleWithDomain: 'Host in the title', domains: 'Your domains', crossDomain: 'Visitors across domains',
  campaignNameKey: 'Campaign parameters', campaignKeywordKey: 'Keyword parameters', disableCampaignParameters: 'No campaigns', excludedReferrers: 'Excluded referrers',
  userId: 'User id', customDimensions: 'Custom dimensions', commands: 'Further commands',
};
const FORMS = [
  ['inline', 'A script in the page', 'as Matomo prints it'],
  ['attribute', 'One script element', 'for pages whose policy forbids inline scripts'],
  ['nonce', 'A script in the page with a nonce', 'for pages whose policy asks for one'],
];
const START = { url: 'https://your.matomo.example/', siteId: '1', form: 'inline' };
/** What is written into a field, by the kind of the option. */
const HINTS = {
  words: 'Separate several with commas.',
  dimensions: 'One per line: 1 = member',
  rows: 'One per line: ["setUserId", "5"]',
  seconds: 'In seconds; leave empty to turn it off.',
};
/** A field's value in the option's format; undefined if the field is empty. */
const READ = {
  words: (text) => text.split(',').map((word) => word.trim()),
  dimensions: (text) => lines(text).map((line) => {
    const at = line.indexOf('=');
    return at < 0 ? [line] : [line.slice(0, at).trim(), line.slice(at + 1).trim()];
  }),
  rows: (text) => lines(text).map(parseRow),
  seconds: Number,
};

const form = byId('form');
form.append(...groups().map(([title, options]) => element('fieldset', {}, element('legend', {}, title), ...options.map(field))));
form.addEventListener('input', write);
form.addEventListener('submit', (event) => event.preventDefault());
byId('copy').addEventListener('click', copy);
write();

/** Every option is in a group, also one that this page has not heard of. */
function groups() {
  const placed = GROUPS.map(([title, names]) => [title, names.flatMap((name) => OPTIONS.filter((option) => option.name === name))]);
  const others = OPTIONS.filter(({ name }) => !GROUPS.some(([, names]) => names.includes(name)));
  return others.length > 0 ? [...placed, ['More', others]] : placed;
}

function field(option) {
  const { name, kind, help, isOn } = option;
  const error = element('p', { class: 'error', id: `error-${name}`, 'aria-live': 'polite' });
  if (kind === 'form') return element('div', { class: 'field', role: 'radiogroup', 'aria-label': 'Form' }, ...FORMS.map(formChoice), error);
  const described = { id: name, name, 'aria-describedby': `help-${name} error-${name}` };
  const label = LABELS[name] ?? name;
  const note = element('span', { class: 'help', id: `help-${name}` }, [capital(help), HINTS[kind]].filter(Boolean).join('. '));
  if (kind === 'flag') {
    const box = element('input', { type: 'checkbox', ...described, ...(isOn ? { checked: '' } : {}) });
    return element('div', { class: 'field' }, element('div', { class: 'check' }, box, element('div', {}, element('label', { class: 'label', for: name }, label), note)), error);
  }
  const isLong = ['dimensions', 'rows'].includes(kind);
  const control = isLong
    ? element('textarea', { ...described, rows: '3', spellcheck: 'false' })
    : element('input', { type: 'text', ...described, value: START[name] ?? '', spellcheck: 'false', ...(kind === 'seconds' ? { inputmode: 'numeric' } : {}) });
  return element('div', { class: 'field', id: `field-${name}` }, element('label', { for: name }, label), note, control, error);
}

function formChoice([value, label, help]) {
  const id = `form-${value}`;
  const radio = element('input', { type: 'radio', name: 'form', id, value, 'aria-describedby': `help-${id}`, ...(value === START.form ? { checked: '' } : {}) });
  const note = element('span', { class: 'help', id: `help-${id}` }, capital(help));
  return element('div', { class: 'check' }, radio, element('div', {}, element('label', { class: 'label', for: id }, label), note));
}

/** Updates the snippet, or shows what is wrong. */
function write() {
  const chosen = form.elements.form.value;
  byId('field-nonce').hidden = chosen !== 'nonce';
  if (chosen === 'nonce' && form.elements.nonce.value === '') form.elements.nonce.value = '{{ nonce }}';
  let code = '';
  let wrong;
  try {
    code = snippet(given(chosen));
  } catch (error) {
    wrong = { field: error.field ?? fieldOf(error.message), sentence: error.message };
  }
  for (const { name } of OPTIONS) showError(name, wrong?.field === name ? wrong.sentence : '');
  byId('output').textContent = code;
  byId('copy').disabled = code === '';
  byId('state').textContent = wrong ? `No snippet yet. ${wrong.sentence}` : '';
}

function given(chosen) {
  const options = { form: chosen === 'attribute' ? 'attribute' : 'inline' };
  for (const { name, kind, isOn = false } of OPTIONS) {
    const control = form.elements[name];
    if (kind === 'form' || (name === 'nonce' && chosen !== 'nonce')) continue;
    if (kind === 'flag') {
      if (control.checked !== isOn) options[name] = control.checked;
    } else if (control.value.trim() !== '') {
      options[name] = readField(name, kind, control.value.trim());
    }
  }
  return options;
}

function readField(name, kind, text) {
  try {
    return READ[kind] ? READ[kind](text) : text;
  } catch (error) {
    throw Object.assign(error, { field: name });
  }
}

/** A sentence names the option that it is about first, or the command that an option stands for. */
function fieldOf(sentence) {
  const [, named] = /options? "(\w+)"/.exec(sentence) ?? [];
  const names = OPTIONS.map(({ name }) => name);
  return [named, sentence.split(' ')[0]].find((name) => names.includes(name)) ?? 'commands';
}

function showError(name, sentence) {
  const place = byId(`error-${name}`);
  if (place.textContent !== sentence) place.textContent = sentence;
  if (name !== 'form') form.elements[name].setAttribute('aria-invalid', String(sentence !== ''));
}

async function copy() {
  try {
    await navigator.clipboard.writeText(byId('output').textContent);
    byId('state').textContent = 'Copied.';
  } catch {
    getSelection().selectAllChildren(byId('output'));
    byId('state').textContent = 'The browser does not allow copying. The snippet is selected: copy it yourself.';
  }
}

function parseRow(line) {
  try {
    return JSON.parse(line);
  } catch (error) {
    throw new TypeError(`Each line must be a JSON array, for example ["setUserId", "5"], not ${line}`, { cause: error });
  }
}

function lines(text) {
  return text.split('\n').map((line) => line.trim()).filter(Boolean);
}

function capital(text) {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
