// What the types of the snippet's generator let pass, and what they refuse: a line below `@ts-expect-error` that is no error fails.

import { OPTIONS, snippet, TRACKER_FILE, type SnippetOption, type SnippetOptions } from 'crumbless/snippet';

snippet({ url: 'https://stats.example/', siteId: 7 }) satisfies string;
snippet({ url: '/matomo/', siteId: '7', form: 'attribute', trackPageView: false, heartBeat: 15 });
snippet({ url: '/', siteId: 7, domains: 'a.example', excludedQueryParams: ['a', '/b/'], customDimensions: { 1: 'a' } });
snippet({ url: '/', siteId: 7, customDimensions: [[1, 'a']], commands: [['setUserId', '5'], ['trackEvent', 'a', 'b', null, 5]] });
snippet({ url: '/', siteId: 7, file: TRACKER_FILE, disableCookies: false, disableBundling: true });
for (const { name, kind, help } of OPTIONS) [name satisfies keyof SnippetOptions, kind satisfies string, help satisfies string];

// @ts-expect-error no site
snippet({ url: 'https://stats.example/' });
// @ts-expect-error no address
snippet({ siteId: 7 });
// @ts-expect-error an option that is misspelt
snippet({ url: '/', siteId: 7, heartbeat: 15 });
// @ts-expect-error a switch is no text
snippet({ url: '/', siteId: 7, disableCookies: 'no' });
// @ts-expect-error neither of the two forms
snippet({ url: '/', siteId: 7, form: 'script' });
// @ts-expect-error a dimension has a number
snippet({ url: '/', siteId: 7, customDimensions: [['one', 'a']] });
// @ts-expect-error a list that belongs to the generator
OPTIONS.push({} as SnippetOption);
