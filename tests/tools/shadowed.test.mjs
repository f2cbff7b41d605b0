/** The rule that js/ reads nothing directly that markup can shadow finds each way to do so, and leaves the others alone. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ESLint } from 'eslint';
import { fromRoot } from '../../scripts/lib/paths.mjs';

const RULE = 'no-restricted-syntax';
const FOUND = [
  'document.title;', 'document?.body;', 'document.addEventListener("click", f);', 'const { head } = document;', 'const { Matomo } = window;', 'node.closest("a");',
  'node?.isConnected;', 'form.getBoundingClientRect();', 'f(window.Matomo);', 'window.own = window.other;', 'window.own ||= 1;',
];
const GOOD = ['window.own = 1;', 'window.a = window.b = 1;', 'window.name;', 'location.href;', 'member(document, "title");', 'addEventListener("load", f);'];

test('what markup can shadow is not read directly', async () => {
  const eslint = new ESLint({ cwd: fromRoot('.') });
  const faults = async (code, file) => (await eslint.lintText(code, { filePath: fromRoot('js', file) }))[0].messages.filter(({ ruleId }) => ruleId === RULE).length;
  for (const code of FOUND) {
    assert.ok(await faults(code, 'any.js') > 0, code);
    assert.equal(await faults(code, 'page/dom.js'), 0, code);
  }
  for (const code of GOOD) assert.equal(await faults(code, 'any.js'), 0, code);
});
