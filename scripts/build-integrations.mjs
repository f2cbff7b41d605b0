/**
 * Writes what cannot call js/snippet.js when a site is built: the partial for Hugo, the include for Jekyll, the text in the Python
 * package. Each is what the snippet makes for places that hold marks, with the marks replaced by the template language's own
 * expressions, which escape what the site's owner wrote.
 * `--python` also lays the whole Python package, the tracker's files in it, into .tools/python-package, where its wheel is made from;
 * `--matomo FILE` writes the zip of the plugin for Matomo.
 *
 * @module
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { headSnippet } from '../integrations/core.js';
import { CORE_COMMANDS } from '../js/snippet.js';
import { layPythonPackage, zipMatomoPlugin } from './build/packages.mjs';
import { fromRoot } from './lib/paths.mjs';
import { runMain, say } from './lib/progress.mjs';

/** Marks that an address may be made of, so that the snippet takes them as they are. */
const MARKS = Object.freeze({ script: '/mark-script', matomo: 'https://mark.invalid/', tracker: 'https://mark.invalid/matomo.php', site: 'mark-site' });

/** What stands in a template, by its path. */
const TEMPLATES = Object.freeze({
  'integrations/hugo/layouts/partials/crumbless.html': hugo,
  'integrations/jekyll/_includes/crumbless.html': jekyll,
  'integrations/python/src/crumbless/_template.py': python,
});

/** @returns {Record<string, string>} the content of every generated file by its path in the project */
export function templates() {
  return Object.fromEntries(Object.entries(TEMPLATES).map(([file, write]) => [file, write()]));
}

/** @returns {string[]} those that are not as they would be written */
export function staleTemplates() {
  return Object.entries(templates()).filter(([file, content]) => !existsSync(fromRoot(file)) || readFileSync(fromRoot(file), 'utf8') !== content).map(([file]) => file);
}

/**
 * html/template escapes each value for the place where it stands. A branch that is not taken may ask for what a version lacks:
 * Hugo says since 0.120 itself that it is a server, and before that its site did.
 */
function hugo() {
  return `{{- /* Written by scripts/build-integrations.mjs from js/snippet.js. Reads [params.crumbless]: url, siteId, scriptUrl. */ -}}
{{- with site.Params.crumbless -}}
{{- if not (and .url .siteId) }}{{ errorf "[params.crumbless] needs url and siteId: the address of the Matomo and the site's id in it." }}{{ end -}}
{{- $isTried := eq hugo.Environment "development" -}}
{{- if ge hugo.Version "0.120.0" }}{{ $isTried = or $isTried hugo.IsServer }}{{ else }}{{ $isTried = or $isTried site.IsServer }}{{ end -}}
{{- if not $isTried -}}
{{- $tracker := strings.TrimRight "/" .url -}}
{{- if not (strings.HasSuffix $tracker ".php") }}{{ $tracker = printf "%s/matomo.php" $tracker }}{{ end -}}
${withExpressions({
    script: '{{ with .scriptUrl }}{{ . }}{{ else }}{{ "crumbless/matomo.js" | relURL }}{{ end }}',
    tracker: '{{ $tracker }}',
    site: '{{ .siteId }}',
  })}
{{- end -}}
{{- end -}}
`;
}

/** Liquid escapes nothing by itself. */
function jekyll() {
  return `{%- comment -%} Written by scripts/build-integrations.mjs from js/snippet.js. Reads \`crumbless\` in _config.yml: url, site_id, script_url. {%- endcomment -%}
{%- if jekyll.environment == "production" and site.crumbless -%}
{%- assign crumbless_script = "/crumbless/matomo.js" | relative_url -%}
{%- assign crumbless_tracker = site.crumbless.url | split: "/" | join: "/" -%}
{%- assign crumbless_end = crumbless_tracker | slice: -4, 4 -%}
{%- unless crumbless_end == ".php" %}{% assign crumbless_tracker = crumbless_tracker | append: "/matomo.php" %}{% endunless -%}
${withExpressions({
    script: '{{ site.crumbless.script_url | default: crumbless_script | escape }}',
    tracker: '{{ crumbless_tracker | escape }}',
    site: '{{ site.crumbless.site_id | escape }}',
  })}
{%- endif -%}
`;
}

function python() {
  const table = (attributes) => Object.entries(attributes).map(([name, value]) => `    ${pythonLiteral(name)}: ${pythonLiteral(value)},\n`).join('');
  const text = withExpressions({ script: '{script}', tracker: '{tracker}', site: '{site}"{more}' }, BARE).replace('{more}"', '{more}');
  return `"""The snippet with fields to fill in. Written by scripts/build-integrations.mjs from js/snippet.js."""

from __future__ import annotations

SNIPPET = ${pythonText(text)}

#: Attributes of every snippet, unless the site's owner gives another value.
USUAL = {
${table(added(marked(), marked(BARE)))}}

#: Attributes for a site whose pages change without being loaded.
SPA = {
${table(added(marked({}, { spa: true }), marked()))}}

#: The commands that the small file has, in small letters.
CORE = frozenset(
${inLines(CORE_COMMANDS.map((name) => name.toLowerCase()))}
)
`;
}

/** Words as one text of Python, over lines of a length that its formatters leave alone. */
function inLines(words, most = 110) {
  const lines = [''];
  for (const word of words) {
    if (lines.at(-1).length + word.length > most) lines.push('');
    lines[lines.length - 1] += `${word} `;
  }
  const literals = lines.map((line, index) => pythonLiteral(index < lines.length - 1 ? line : line.trimEnd()));
  return `    (\n${literals.map((literal) => `        ${literal}\n`).join('')}    ).split()`;
}

/** Without what each snippet has unless it is switched off. */
const BARE = Object.freeze({ disableCookies: false });

function withExpressions(expressions, options) {
  return Object.entries(expressions).reduce((all, [name, expression]) => {
    if (all.split(MARKS[name]).length !== 2) throw new Error(`The snippet has not one place for ${name}: scripts/build-integrations.mjs does not know its shape.`);
    return all.replace(MARKS[name], () => expression);
  }, marked(options));
}

/** The attributes that one script element has and the other has not. */
function added(html, other) {
  const attributes = (html) => Object.fromEntries([...html.matchAll(/ (data-[a-z-]+)(?:="([^"]*)")?/g)].map(([, name, value = '']) => [name, value]));
  return Object.fromEntries(Object.entries(attributes(html)).filter(([name]) => !Object.hasOwn(attributes(other), name)));
}

function marked(options = {}, site = {}) {
  return headSnippet({ url: MARKS.matomo, siteId: MARKS.site, scriptUrl: MARKS.script, ...options }, { base: '/', ...site });
}

/** One literal a line, as formatters of Python write it. */
function pythonText(text) {
  const lines = text.split(/(?<=\n)/).map((line) => pythonLiteral(line));
  return lines.length === 1 ? lines[0] : `(\n${lines.map((line) => `    ${line}\n`).join('')})`;
}

function pythonLiteral(text) {
  const quote = text.includes('"') ? "'" : '"';
  if (text.includes(quote) || text.includes('\\')) throw new Error(`This line of the snippet needs an escape that is not written yet: ${text}`);
  return `${quote}${text.replace('\n', '\\n')}${quote}`;
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  await runMain(() => {
    const { values } = parseArgs({ options: { python: { type: 'boolean' }, matomo: { type: 'string' } } });
    for (const file of staleTemplates()) {
      mkdirSync(path.dirname(fromRoot(file)), { recursive: true });
      writeFileSync(fromRoot(file), templates()[file]);
      say(`wrote ${file}`);
    }
    if (values.python) say(`laid ${layPythonPackage()}: \`pip wheel --no-deps\` makes the wheel of it`);
    if (values.matomo) {
      mkdirSync(path.dirname(path.resolve(values.matomo)), { recursive: true });
      writeFileSync(values.matomo, zipMatomoPlugin());
      say(`wrote ${values.matomo}`);
    }
  });
}
