/** What `crumbless check` holds against a page: Matomo's own tracker, and cookies of Matomo. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { judge } from '../../cli/lib/judge.mjs';
import { calm } from './support/visit.mjs';

const NOTHING = Object.freeze({ scripts: [], requests: [], hits: [], hitsLeftOut: 0 });
const script = (name, kind) => ({ url: `https://m.example/${name}`, kind, version: null, isFallback: false, bytes: 1, status: 200, failure: null });
const OURS = script('crumbless.js', 'crumbless');
const problems = (seen, found, options) => judge(calm(seen), { ...NOTHING, ...found }, options).problems;

describe('cookies', () => {
  const MATOMOS = [
    '_pk_id.7.1fff', '_pk_ses.7.1fff', '_pk_ref.7.1fff', '_pk_cvar.7.1fff', '_pk_hsr.7.1fff', '_pk_testcookie.7.1fff', '_pk_testcookie', '_pk_uid',
    'mtm_consent', 'mtm_cookie_consent', 'mtm_consent_removed', '__Secure-_pk_id.7.1fff', '__Host-mtm_consent',
    'my_id.7.1fff', 'shop-ses.12.0a1b', 'xtestcookie.7.1fff', 'id.7.1fff', 'matomo_ignore', 'piwik_ignore', 'MATOMO_SESSID', 'PIWIK_SESSID',
  ];
  const OTHERS = ['own', 'id', 'session', 'PHPSESSID', 'sid.7', 'id.7.1ffff', 'id.7.zzzz', 'pk_id', 'a_pk_b', 'mtm', 'matomo', 'matomo_consent', '__Host-own', 'consent_mtm_'];

  for (const name of MATOMOS) {
    test(`${name} is Matomo's`, () => {
      const cookies = [{ name: 'own', domain: 'www.site.example' }, { name, domain: '.site.example' }];
      const [said, ...rest] = problems({ cookies }, { scripts: [OURS] });
      assert.equal(said, `Matomo cookies are set (${name}), which Crumbless never does: find what else sets them, such as another tracker or the server.`);
      assert.deepEqual(rest, []);
      assert.deepEqual(problems({ cookies }, { scripts: [OURS] }, { allowsMatomo: true }), []);
    });
  }

  test('that keep a visitor’s id make it one that was not made just now', () => {
    const hits = [{ kind: 'page-view', receiver: 'https://m.example/matomo.php', site: '7', page: '', status: 204, parameters: [], problems: [{ severity: 'warning', parameter: '_id', text: 'made just now.' }] }];
    const says = (name) => problems({ cookies: [{ name, domain: 'a' }] }, { scripts: [OURS], hits }, { allowsMatomo: true });
    for (const name of ['_pk_id.7.1fff', 'my_id.7.1fff', '__Secure-_pk_id.7.1fff']) assert.deepEqual(says(name), [], name);
    for (const name of ['own', '_pk_ses.7.1fff', 'session_id']) assert.deepEqual(says(name), ['page-view: made just now.'], name);
  });

  test('of others are nobody’s concern here', () => {
    assert.deepEqual(problems({ cookies: OTHERS.map((name) => ({ name, domain: 'a' })) }, { scripts: [OURS] }), []);
  });
});

describe("Matomo's own tracker", () => {
  const MATOMO = { url: 'https://m.example/matomo.php', site: '7', waitsForConsent: true, isOurs: false };
  for (const name of ['matomo.js', 'piwik.js', 'container_a1b2.js', 'assets/stats.min.js?v=5']) {
    test(`as ${name}`, () => {
      const seen = { state: { trackers: [MATOMO] } };
      const said = problems(seen, { scripts: [script(name, 'matomo')] });
      assert.deepEqual([said.length, said[0].startsWith(`https://m.example/${name.replace(/\?.*/, '')} is Matomo's own tracker, which may set cookies`)], [1, true], said.join());
      assert.deepEqual(problems(seen, { scripts: [script(name, 'matomo')] }, { allowsMatomo: true }), []);
    });
  }

  test('that stands in the page, or in another script', () => {
    const said = problems({ state: { trackers: [MATOMO] } });
    assert.match(said.join(), /^Another tracker runs on the page, perhaps Matomo's own, which may set cookies/);
    assert.deepEqual(problems({ state: { trackers: [MATOMO] } }, {}, { allowsMatomo: true }), []);
  });

  test('beside ours is one too many, unless both are compared; then each may send the view once', () => {
    const scripts = [OURS, script('matomo.js', 'matomo')];
    const view = { kind: 'page-view', receiver: 'https://m.example/matomo.php', site: '7', page: 'https://www.site.example/', status: 204, parameters: [], problems: [] };
    const says = (options, count) => problems({}, { scripts, hits: Array(count).fill(view) }, options);
    assert.match(says({}, 1).join('\n'), /Several trackers are loaded/);
    assert.match(says({}, 2).join('\n'), /was sent to site 7 more than once/);
    assert.deepEqual(says({ allowsMatomo: true }, 2), []);
    assert.match(says({ allowsMatomo: true }, 3).join('\n'), /^The page view of \S+ was sent to site 7 more than once/);
    assert.match(problems({}, { scripts: [OURS, script('b/crumbless.js', 'bundle')] }, { allowsMatomo: true }).join(), /Several trackers/);
  });
});
