/** Parts of a page in Markdown. */

const FENCED = /^```(\w*)\n([^]*?)^```$/gm;

/** The fenced blocks of a language. */
export const blocks = (markdown, language) => [...markdown.matchAll(FENCED)].filter((match) => match[1] === language).map((match) => match[2]);

/** All but the fenced blocks. */
export const prose = (markdown) => markdown.replace(FENCED, '');

/** What stands in backticks in the prose. */
export const spans = (markdown) => [...prose(markdown).matchAll(/`([^`\n]+)`/g)].map((match) => match[1]);

/** On one line, so that a sentence may break anywhere. */
export const flat = (markdown) => markdown.replace(/\s+/g, ' ');

/** What stands under a heading of the second level. */
export const section = (markdown, title) => markdown.split(`\n## ${title}\n`)[1]?.split('\n## ')[0] ?? '';
