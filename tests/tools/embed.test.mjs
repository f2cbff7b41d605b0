/** The bytes of the WebAssembly come out of the script as they went in. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import vm from 'node:vm';
import { commandModule } from '../../scripts/build/bundle.mjs';
import { evened } from '../../scripts/build/crate.mjs';
import { BYTE_ORDER_MARK, bytesLiteral, embed, extract, sumOf } from '../../scripts/build/embed.mjs';

const EVERY_BYTE = Uint8Array.from({ length: 256 }, (_, index) => index);
const EVERY_PAIR = Uint8Array.from({ length: 2 * 65536 }, (_, index) => (index % 2 ? (index >> 1) & 255 : index >> 9));
const WASM = Uint8Array.from([0, 97, 115, 109, ...EVERY_BYTE]);

const decode = (literal) => Uint8Array.from(vm.runInNewContext(literal), (character) => character.charCodeAt(0));

test('every byte survives the literal', () => {
  assert.deepEqual(decode(bytesLiteral(EVERY_BYTE)), EVERY_BYTE);
});

test('every pair of bytes survives the literal, written as UTF-8 and read again', () => {
  const written = Buffer.from(bytesLiteral(EVERY_PAIR), 'utf8').toString('utf8');
  assert.deepEqual(decode(written), EVERY_PAIR);
});

test('only what JavaScript demands is escaped', () => {
  assert.equal(bytesLiteral(Buffer.from('a"\0\n\r\'\\b')), `'a"\0\\n\\r\\'\\\\b'`);
});

test('what is embedded is extracted, whichever quotes the bundler wrote', () => {
  for (const quote of ['"', "'", '`']) {
    const script = `${BYTE_ORDER_MARK}f(${quote}HERE${quote});g()`;
    const { wasm, shim } = extract(embed(script, 'HERE', WASM));
    assert.deepEqual(wasm, WASM);
    assert.equal(shim, "f('');g()");
  }
});

test('a module is made even, and stays a module', async () => {
  const smallest = Buffer.from([0, 97, 115, 109, 1, 0, 0, 0]);
  const odd = Buffer.concat([smallest, Buffer.of(0, 1, 0)]);
  assert.equal(evened(smallest), smallest);
  assert.equal(evened(odd).length, 14);
  await WebAssembly.compile(evened(odd));
  assert.throws(() => sumOf(odd), RangeError);
});

test('the sum tells any single pair from any other, wherever it stands', () => {
  const bytes = Uint8Array.from({ length: 2000 }, (_, index) => (index * 7919) & 255);
  const sum = sumOf(bytes);
  for (const place of [0, 2, 998, 1998]) {
    for (let pair = 1; pair < 65536; pair += 97) {
      const damaged = Uint8Array.from(bytes);
      damaged[place] ^= pair & 255;
      damaged[place + 1] ^= pair >> 8;
      assert.notEqual(sumOf(damaged), sum);
    }
  }
});

test('a bundle without the placeholder, or with two, is refused', () => {
  assert.throws(() => embed('f()', 'HERE', WASM), /it does 0 times/);
  assert.throws(() => embed('f("HERE","HERE")', 'HERE', WASM), /it does 2 times/);
});

test('a script without WebAssembly is refused', () => {
  assert.throws(() => extract('f("asm")'), /npm run build/);
});

test('the command module joins words and leaves everything else as it is', async () => {
  const source = commandModule({ names: ['a', 'b'], first: 3, texts: ['two words'], none: [] });
  const module = await import(`data:text/javascript,${encodeURIComponent(source)}`);
  assert.equal(module.names, 'a b');
  assert.equal(module.first, 3);
  assert.deepEqual(module.texts, ['two words']);
  assert.deepEqual(module.default, { names: 'a b', first: 3, texts: ['two words'], none: '' });
});
