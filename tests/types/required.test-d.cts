// The package where it is required: types of CommonJS.

import crumbless = require('crumbless');
import testing = require('crumbless/testing');

const made: Promise<crumbless.Tracker> = crumbless.createTracker({ url: '/matomo.php', siteId: 7 });
crumbless.paq.push(['trackPageView']);
const rows: crumbless.PaqRow[] = testing.commands as crumbless.PaqRow[];

export = { made, rows };
