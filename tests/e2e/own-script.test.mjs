/** The element of the tracker's own script says what to do and where the fallback lies; no element that markup calls so does. */
import assert from 'node:assert/strict';
import path from 'node:path';
import { describe, test } from 'node:test';
import { FALLBACK } from '../../scripts/build/fallback.mjs';
import { FILES, FULL } from '../../scripts/build/variants.mjs';
import { leave } from '../vectors/player/replay.mjs';
import { built, script } from './support/built.mjs';
import { AT_ONCE, kind, param, startWorld } from './support/world.mjs';

const NONCE = 'r4nd0m';
const STRICT = `script-src 'nonce-${NONCE}' 'strict-dynamic'`;
const TYPED = `${STRICT}; require-trusted-types-for 'script'`;
const FAKE = script("window.pwned = 'a stranger’s script ran';");
const PAQ = [['setUserId', 'jane'], ['requireConsent'], ['trackPageView']];

/** What takes the name: `SRC` is an address of a stranger, `DATA` attributes as they are on the tracker's own element. */
const MARKUP = {
  'an image': '<img name="currentScript" src="SRC" DATA>',
  'a form': '<form name="currentScript" action="SRC" DATA><input name="src" value="SRC"><input name="dataset"></form>',
  'two images': '<img name="currentScript" src="SRC" DATA><img name="currentScript" src="SRC" DATA>',
  'an object': '<object id="currentScript" data="SRC" DATA></object>',
  'an embedded object': '<embed name="currentScript" src="SRC" DATA>',
  'a frame': '<iframe name="currentScript" src="SRC" DATA></iframe>',
  'a link': '<a id="currentScript" href="SRC" DATA></a><a id="currentScript" name="src" href="SRC"></a>',
};

const world = startWorld();

/** A page with markup and the tracker, whose folder has the fallback; so has the stranger's, and the page's own. */
function open(t, { markup = '', file = FULL, policy, init, before, paq = PAQ, script = (src) => `<script nonce="${NONCE}" async src="${src}"></script>`, prepare }) {
  return world.visit(t, {
    init,
    before,
    prepare,
    html(visit) {
      const { site, run, trackerUrl } = visit;
      const folder = `/lib/${run}/`;
      const evil = `//${site.other}/evil/${run}/`;
      visit.src = folder + path.basename(file);
      visit.fallback = `${folder}matomo.fallback.js`;
      visit.stolen = [`/evil/${run}/matomo.fallback.js`, '/page/matomo.fallback.js'];
      site.serve(visit.src, built(file));
      site.serve(visit.fallback, built(FALLBACK));
      for (const address of visit.stolen) site.serve(address, FAKE);
      const data = `data-tracker-url="//${site.other}/c/${run}-evil/matomo.php" data-site-id="99" data-set-consent-given data-track-event='["evil", "event"]'`;
      const rows = paq && [...paq, ['setTrackerUrl', trackerUrl], ['setSiteId', '7']];
      const body = `<!doctype html><title>A page</title>${markup.replaceAll('SRC', `${evil}x.png`).replaceAll('DATA', data)}
        ${rows ? `<script nonce="${NONCE}">var _paq = window._paq = ${JSON.stringify(rows)};</script>` : ''}${script(visit.src, visit)}`;
      return { type: 'text/html; charset=utf-8', body, headers: policy && { 'Content-Security-Policy': policy } };
    },
  });
}

/** The page view waits for consent, which nobody else gives, and arrives where the owner wants it. */
async function checkOwned(visit) {
  await visit.page.waitForFunction(() => window.Matomo?.initialized);
  await visit.push(['setConsentGiven']);
  const [hit] = await visit.hits(1);
  assert.deepEqual([kind(hit), param(hit, 'idsite'), param(hit, 'uid')], ['action_name=A page', '7', 'jane']);
  assert.equal(await visit.page.evaluate(() => window.pwned), undefined);
  await leave(visit.page, visit.site);
  assert.deepEqual(visit.stolen.flatMap((address) => visit.site.asked(address)), []);
  assert.equal(visit.site.collector.hits(`${visit.run}-evil`).length, 0);
  await visit.hits(1);
  assert.deepEqual(visit.errors, []);
}

for (const file of FILES) {
  for (const [policyName, policy] of Object.entries({ 'nonce and strict-dynamic': STRICT, 'Trusted Types too': TYPED })) {
    describe(`under ${policyName}, the fallback of ${file} comes from its own folder, whatever is called currentScript:`, AT_ONCE, () => {
      for (const [name, markup] of Object.entries(MARKUP)) {
        test(name, async (t) => {
          const visit = await open(t, { file, policy, markup });
          await checkOwned(visit);
          assert.equal(visit.site.asked(visit.fallback).length, 1);
        });
      }
    });
  }
}

for (const file of [...FILES, FALLBACK]) {
  describe(`attributes do not configure ${file} on`, AT_ONCE, () => {
    for (const [name, markup] of Object.entries(MARKUP)) {
      test(name, async (t) => checkOwned(await open(t, { file, markup })));
    }
  });
}

test('attributes of a script that is no HTML configure nothing', async (t) => {
  const visit = await open(t, { paq: [], script: (src) => `<script>delete window._paq</script><svg><script href="${src}" data-tracker-url="/c/evil/matomo.php" data-site-id="99"></script></svg>` });
  await visit.page.waitForFunction(() => window.Matomo?.initialized);
  await leave(visit.page, visit.site);
  assert.equal(visit.site.collector.hits('evil').length, 0);
});

describe('without WebAssembly, a script with no address of its own', AT_ONCE, () => {
  const init = () => delete window.WebAssembly;
  const fetched = (work) => (src) => `<script>fetch('${src}').then((response) => response.text()).then(async (text) => {
    const script = document.createElement('script'), loaded = new Promise((resolve) => script.addEventListener('load', resolve));
    ${work}
    window.isDone = true;
  });</script>`;
  const SCRIPTS = {
    evaluated: fetched('(0, eval)(text);'),
    inline: fetched('script.text = text; document.head.append(script);'),
    'a module': (src) => `<script type="module" src="${src}"></script><script>addEventListener('load', () => { window.isDone = true; });</script>`,
    'of a data: address': fetched("script.src = 'data:text/javascript;charset=utf-8,' + encodeURIComponent(text); document.head.append(script); await loaded;"),
    'made into an address': fetched("script.src = URL.createObjectURL(new Blob([text], { type: 'text/javascript' })); document.head.append(script); await loaded;"),
  };
  for (const [name, script] of Object.entries(SCRIPTS)) {
    for (const file of FILES) {
      const linesOf = (visit) => visit.messages.map(({ text }) => text).filter((text) => text.includes('Crumbless: nothing is sent'));

      test(`asks beside its Matomo: ${name}, ${file}`, async (t) => {
        const before = (own) => own.site.serve(`/c/${own.run}/matomo.fallback.js`, built(FALLBACK));
        const visit = await open(t, { file, init, script, before, markup: MARKUP['an image'] });
        await checkOwned(visit);
        assert.deepEqual(visit.site.asked(visit.fallback), []);
      });

      test(`asks where an element says: ${name}, ${file}`, async (t) => {
        const elsewhere = (src) => `${script(src)}<script type="text/plain" data-tracker-url="TRACKER" data-site-id="7" data-user-id="jane" data-require-consent data-fallback-url="FALLBACK"></script>`;
        const visit = await open(t, { file, init, script: (src, own) => elsewhere(src).replace('TRACKER', own.trackerUrl).replace('FALLBACK', own.fallback), paq: null, markup: MARKUP['an image'] });
        await checkOwned(visit);
        assert.equal(visit.site.asked(visit.fallback).length, 1);
      });

      test(`asks for nothing where nobody says where, and says so: ${name}, ${file}`, async (t) => {
        const visit = await open(t, { file, init, script, paq: null, markup: MARKUP['an image'] });
        await visit.page.waitForFunction(() => window.isDone);
        await leave(visit.page, visit.site);
        assert.deepEqual([visit.fallback, ...visit.stolen].flatMap((address) => visit.site.asked(address)), []);
        const lines = linesOf(visit);
        assert.equal(lines.length, 1, JSON.stringify(lines));
        assert.match(lines[0], /matomo\.fallback\.js/);
        assert.deepEqual(visit.errors, []);
      });

      test(`says so where the fallback is not there: ${name}, ${file}`, async (t) => {
        const before = (own) => own.site.serve(`/c/${own.run}/matomo.fallback.js`, { type: 'text/plain', body: 'no', headers: { 'X-Content-Type-Options': 'nosniff' } });
        let isSaid;
        const prepare = (page) => void (isSaid = page.waitForEvent('console', (message) => /nothing is sent/.test(message.text())));
        const visit = await open(t, { file, init, script, before, prepare });
        await isSaid;
        assert.equal(linesOf(visit).length, 1, JSON.stringify(visit.messages));
        assert.match(linesOf(visit)[0], /matomo\.fallback\.js\S* cannot be loaded/);
      });
    }
  }
});

describe('on its way', AT_ONCE, () => {
  test('to the fallback the browser says nothing of the page', async (t) => {
    const requests = [];
    const visit = await open(t, { policy: STRICT, prepare: (page) => void page.on('request', (request) => requests.push(request)) });
    await checkOwned(visit);
    const asked = requests.filter((request) => request.url().includes('matomo.fallback.js'));
    assert.equal(asked.length, 1);
    assert.equal((await asked[0].allHeaders()).referer, undefined);
  });

  test('the policy for Trusted Types makes no other address', async (t) => {
    const init = () => {
      const { createPolicy } = trustedTypes;
      TrustedTypePolicyFactory.prototype.createPolicy = function (...given) {
        window.policy = createPolicy.apply(this, given);
        return window.policy;
      };
    };
    const visit = await open(t, { policy: TYPED, init });
    await visit.page.waitForFunction(() => window.Matomo?.initialized);
    const made = await visit.page.evaluate(() => ['https://evil.example/x.js', 'data:,alert()', ''].map((given) => String(window.policy.createScriptURL(given))));
    for (const address of made) assert.equal(address.replace(/\?\d+$/, ''), `http://${visit.site.self}${visit.fallback}`);
    for (const make of ['createHTML', 'createScript']) {
      assert.ok(await visit.page.evaluate((name) => { try { window.policy[name]('x'); return false; } catch { return true; } }, make), make);
    }
    await checkOwned(visit);
  });
});
