/** What the snippet says; js/snippet.js has the same list. */
export interface SnippetOptions {
  /** The Matomo, or its matomo.php: https://host/folder/, //host/ or /folder/. */
  url: string;
  siteId: number | string;
  /** The tracker's name under `url`, crumbless.js unless said; matomo.js where ours has that one's place. */
  file?: string;
  /** The tracker's whole address, where it does not lie under `url`. */
  scriptUrl?: string;
  form?: 'inline' | 'attribute';
  /** For the page's policy: what the server or the template puts there. */
  nonce?: string;
  /** True unless said. */
  trackPageView?: boolean;
  /** True unless said. */
  enableLinkTracking?: boolean;
  /** An image for visitors without JavaScript, after the script; it belongs into the body. */
  noscript?: boolean;
  /** True unless said, or where `commands` has it. */
  disableCookies?: boolean;
  requireConsent?: boolean;
  /** A request for each hit: for a tracker-proxy of before mid 2026. */
  disableBundling?: boolean;
  doNotTrack?: boolean;
  documentTitle?: string;
  /** The host's name before the title. */
  titleWithDomain?: boolean;
  domains?: string | string[];
  crossDomain?: boolean;
  campaignNameKey?: string | string[];
  campaignKeywordKey?: string | string[];
  disableCampaignParameters?: boolean;
  excludedQueryParams?: string | string[];
  excludedReferrers?: string | string[];
  userId?: string;
  /** Values by the dimension's number. */
  customDimensions?: Record<string, string> | [number, string][];
  /** True, or after how many seconds. */
  heartBeat?: boolean | number;
  /** Page views of a single-page application. */
  spa?: boolean;
  /** Further rows for `_paq`, before the page view. */
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
 * @throws {TypeError} a sentence about the option that is wrong
 */
export function snippet(options: SnippetOptions): string;

/** How our file is called on a website: crumbless.js. */
export const TRACKER_FILE: string;

/** Every option, in the order in which its rows stand. */
export const OPTIONS: readonly SnippetOption[];
