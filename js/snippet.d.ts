/** The options of the snippet; js/snippet.js has the same list. */
export interface SnippetOptions {
  /** URL of Matomo or of its matomo.php: https://host/folder/, //host/ or /folder/. */
  url: string;
  siteId: number | string;
  /** File name of the tracker under `url` (default: crumbless.js, or matomo.full.js if a command needs it); matomo.js if it replaces Matomo's file. */
  file?: string;
  /** Full URL of the tracker, if it is not under `url`. */
  scriptUrl?: string;
  /** Default: inline. */
  form?: 'inline' | 'attribute';
  /** For the page's policy: the placeholder that the server or template replaces. */
  nonce?: string;
  /** Default: true. */
  trackPageView?: boolean;
  /** Default: true. */
  enableLinkTracking?: boolean;
  /** Adds an image for visitors without JavaScript; put the snippet into the body then. */
  noscript?: boolean;
  /** Default: true, unless `commands` has it. */
  disableCookies?: boolean;
  requireConsent?: boolean;
  /** One request per hit, for a tracker-proxy from before mid-2026. */
  disableBundling?: boolean;
  doNotTrack?: boolean;
  documentTitle?: string;
  /** Prefixes the title with the host name. */
  titleWithDomain?: boolean;
  domains?: string | string[];
  crossDomain?: boolean;
  campaignNameKey?: string | string[];
  campaignKeywordKey?: string | string[];
  disableCampaignParameters?: boolean;
  excludedQueryParams?: string | string[];
  excludedReferrers?: string | string[];
  userId?: string;
  /** Values by dimension number. */
  customDimensions?: Record<string, string> | [number, string][];
  /** True, or the number of seconds after which a view counts. */
  heartBeat?: boolean | number;
  /** Page views of a single-page application. */
  spa?: boolean;
  /** More rows for `_paq`, before the page view. */
  commands?: unknown[][];
}

/** One option as forms and command lines show it. */
export interface SnippetOption {
  name: keyof SnippetOptions;
  kind: string;
  isOn?: boolean;
  help: string;
  rows?: (value: any) => unknown[][];
}

/**
 * The snippet for a page as HTML.
 *
 * @throws {TypeError} names the invalid option and what it must be
 */
export function snippet(options: SnippetOptions): string;

/** How our file is called on a website: crumbless.js. */
export const TRACKER_FILE: string;

/** Every option, in the order in which its rows stand. */
export const OPTIONS: readonly SnippetOption[];
