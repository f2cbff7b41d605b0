/**
 * What every page has: code that can be copied, and regions that the keyboard can scroll where they do scroll.
 *
 * @module
 */
import { element } from './dom.mjs';

/** How long a button says that it has copied, in milliseconds. */
const SAID_MS = 2000;
const LABEL = 'Copy';

for (const block of document.querySelectorAll('.code')) addCopyButton(block);
watchScrolling([...document.querySelectorAll('.scroll')]);

/**
 * Gives a block of code its button.
 *
 * @param {Element} block has a `code`, which is read when the button is pressed
 * @param {string} [name] what is copied, where a page has many of them
 */
export function addCopyButton(block, name) {
  const code = block.querySelector('code');
  const button = element('button', { type: 'button', class: 'copy', ...(name && { 'aria-label': `Copy ${name}` }) }, LABEL);
  button.addEventListener('click', async () => {
    button.textContent = await copied(code.textContent) ? 'Copied' : select(code);
    setTimeout(() => { button.textContent = LABEL; }, SAID_MS);
  });
  block.append(button);
}

async function copied(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

/** Where the clipboard is out of reach, the code is marked for the visitor's own keys. */
function select(code) {
  getSelection().selectAllChildren(code);
  return 'Selected';
}

/** A region that does not scroll is no stop on the way through the page. */
function watchScrolling(regions) {
  const watch = new ResizeObserver((entries) => entries.forEach(({ target }) => mark(target)));
  for (const region of regions) watch.observe(region);
}

function mark(region) {
  const scrolls = region.scrollWidth > region.clientWidth;
  const name = region.querySelector('caption')?.textContent ?? headingBefore(region);
  for (const [attribute, value] of [['tabindex', '0'], ['role', 'region'], ['aria-label', name]]) {
    if (scrolls) region.setAttribute(attribute, value);
    else region.removeAttribute(attribute);
  }
}

/** What the nearest heading above says. */
function headingBefore(region) {
  const above = [...document.querySelectorAll('h1, h2, h3')].filter((heading) => heading.compareDocumentPosition(region) & Node.DOCUMENT_POSITION_FOLLOWING);
  return `Table: ${above.at(-1)?.textContent ?? document.title}`;
}
