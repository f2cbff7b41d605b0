// The types of the package's other entries: the same tracker with everything at once, recording, and as a file on the page.

import type { Paq, PaqRow, Tracker } from 'crumbless';
import full, { createTracker as createFull } from 'crumbless/full';
import { load, paq as loadPaq } from 'crumbless/load';
import { commands, createTracker as createRecording, created, reset } from 'crumbless/testing';

const url = 'https://stats.example/matomo.php';

const tracker: Tracker = await createFull({ url, siteId: 7, anonymous: { preset: 'matomo' } });
const all: Tracker[] = full.getAsyncTrackers();

// In tests.
const recording: Tracker = await createRecording({ url, siteId: 7, commands: [['trackPageView']] });
recording.trackEvent('Videos', 'play');
const [first]: PaqRow[] = commands;
const site: number | string | undefined = created[0]?.siteId;
reset();
// @ts-expect-error no action
recording.trackEvent('Videos');

// As a file of the application's own.
const paq: Paq = load('/assets/matomo.js', { url, siteId: 7, fullUrl: '/assets/matomo.full.js', disableCookies: true });
paq.push(['trackEvent', 'Videos', 'play']);
loadPaq.push(['trackPageView']);
// @ts-expect-error no site
load('/assets/matomo.js', { url });
// @ts-expect-error a command that is misspelt
paq.push(['trackPageVeiw']);

export { all, first, site, tracker };
