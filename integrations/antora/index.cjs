/**
 * Antora extension. It puts the snippet into the head of every page and the tracker's files beside them. Antora has no development
 * mode, but needs `site.url` for a site that is published: without it this does nothing.
 *
 *   antora:
 *     extensions:
 *       - require: crumbless/antora
 *         url: https://your.matomo.example/
 *         site_id: 1
 *
 * Antora loads extensions by `require`, which the rest of this package is not made for: it is imported later.
 *
 * @module
 */
'use strict';

const { Buffer } = require('node:buffer');
const { readFileSync } = require('node:fs');
const { URL } = require('node:url');

/** A site.url may be the path alone. */
const NOWHERE = 'https://site.invalid';

/** @param {{config: import('../core.js').IntegrationOptions}} given the settings without Antora's own, their names in camel case */
module.exports.register = function register({ config: options }) {
  let core;
  let head;

  this.once('playbookBuilt', async ({ playbook }) => {
    core = await import('../core.js');
    const text = core.headSnippet(options, { base: new URL(playbook.site.url || '/', NOWHERE).pathname }); // tells of a wrong option, also where it is not needed
    if (playbook.site.url) head = text;
    else this.getLogger('crumbless').info('The pages have no tracker, as the playbook has no site.url.');
  });

  this.once('pagesComposed', ({ contentCatalog, siteCatalog }) => {
    if (head === undefined) return;
    const notFound = siteCatalog.getFiles().filter((file) => file.out.path === '404.html');
    for (const page of [...contentCatalog.getPages(({ out }) => out), ...notFound]) {
      page.contents = Buffer.from(core.insertIntoHead(page.contents.toString(), head));
    }
    for (const { from, to } of core.siteFiles(options)) siteCatalog.addFile({ contents: readFileSync(from), out: { path: to } });
  });
};
