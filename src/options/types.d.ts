/** The options of `createTracker`. */
export interface Options {
  /** Where hits are sent: the URL of `matomo.php`. */
  url: string;
  /** The id of the site in Matomo. */
  siteId: number | string;
  /** Makes all hits of the page anonymous: of this tracker, of later ones, and of targets without `anonymous: false`. */
  anonymous?: AnonymousOptions | null;
  /** How much is sent about the device, to all receivers; see `setDeviceDetail`. */
  deviceDetail?: 'none' | 'needed' | 'all' | null;
  /** Other receivers of all hits. */
  targets?: readonly Target[] | null;
  /** Elements whose use is tracked as an event. */
  interactions?: readonly Interaction[] | null;
  /** Commands as in `_paq`, applied after all of the above. */
  commands?: readonly PaqRow[] | null;
  /**
   * Called with each hit before it is sent, of all receivers; see the type. It is there before anything is tracked.
   *
   * @example
   * beforeSend: (hit) => ({ ...hit, url: hit.url.replace(/\/users\/\d+/, '/users/-') })
   */
  beforeSend?: BeforeSend | null;
  /** Logs each request in the console as it leaves. Default: false. */
  debug?: boolean | null;
  /**
   * Where hits are sent: false, or a function that returns false, or host names without the page's, make a tracker that does nothing
   * and loads nothing. `*.example.org` stands for all hosts below it. Default: everywhere; on `localhost`, in automated browsers
   * and in tests a line in the console says so.
   *
   * @example
   * enabled: ['www.example.org', 'example.org']
   * @example
   * enabled: () => import.meta.env.PROD
   */
  enabled?: boolean | readonly string[] | (() => boolean) | null;
  /**
   * Whether the options are read strictly also where they say no more than `url`, `siteId` and `commands`. Other options always are.
   * The reader is a file of its own, which is loaded when it is needed. Default: false.
   */
  strict?: boolean | null;
  /**
   * Where the WebAssembly is, for bundlers that do not find it by themselves: a URL (relative to the page), a request or its
   * response, the bytes, or the compiled module. An object has one for each file: `core` (`crumbless_bg.wasm`), `full`
   * (`full_bg.wasm`) and `options` (`options_bg.wasm`); a single one is that of the module that was imported. Only the first
   * tracker's is used. Default: the files next to the scripts.
   *
   * Vite, webpack 5 and Rollup (with `@web/rollup-plugin-import-meta-assets`) find them. esbuild needs `--splitting`,
   * `--loader:.wasm=file` and the addresses, by `import core from 'crumbless/crumbless_bg.wasm'`. Angular copies them as assets,
   * by this rule in `angular.json`, and needs their addresses:
   *
   * @example
   * "assets": [{ "glob": "*.wasm", "input": "node_modules/crumbless/dist/module", "output": "crumbless" }]
   * @example
   * wasm: { core: 'crumbless/crumbless_bg.wasm', full: 'crumbless/full_bg.wasm', options: 'crumbless/options_bg.wasm' }
   */
  wasm?: WasmSource | Promise<WasmSource> | WasmSources | null;
}

/** Sources of a WebAssembly. */
export type WasmSource = string | URL | Request | Response | BufferSource | WebAssembly.Module;

/** Sources of each WebAssembly. Those that are not needed are not loaded. */
export interface WasmSources {
  /** Of `crumbless_bg.wasm`: page views, events, goals, consent. */
  core?: WasmSource | Promise<WasmSource> | undefined;
  /** Of `full_bg.wasm`: every command. */
  full?: WasmSource | Promise<WasmSource> | undefined;
  /** Of `options_bg.wasm`: the strict reading of options. */
  options?: WasmSource | Promise<WasmSource> | undefined;
}

/** What anonymous hits may contain. Options that are left out are those of the preset. */
export interface AnonymousOptions {
  /** A set of options: `matomo` is for a Matomo installation. */
  preset?: 'matomo' | null;
  /** Replaces the scheme, host and path of the page's URL, such as `https://app.invalid`. */
  url?: string | null;
  /** Replaces the title, if the URL does not name a part of the application. */
  title?: string | null;
  /** URL parameters whose values are kept. Parameters that are not declared are removed. */
  allowedParameters?: readonly string[] | null;
  /** URL parameters whose values are mapped to 1 to 20. */
  numericIds?: readonly string[] | null;
  /** URL parameters that name a part of the application, such as `module/action`; the first group with a value counts. */
  pathParameters?: readonly string[] | null;
  /** Categories of events and content that may be sent. */
  categories?: readonly string[] | null;
  /** Actions and names of events in these categories that may be sent, or `all`. Other actions become `XYZ`, other names are removed. */
  eventNames?: readonly string[] | 'all' | null;
}

/** Another receiver. */
export interface Target {
  /** The URL of its `matomo.php`. */
  url: string;
  /** The id of the site there. */
  siteId: number | string;
  /** Whether its hits are anonymous, or its own options for that. Default: the page's. */
  anonymous?: boolean | AnonymousOptions | null;
}

/** Another receiver, as passed to the command `addTargets`. */
export interface Receiver {
  /** The URL of its `matomo.php`. */
  url: string;
  /** The id of the site there. */
  siteId: number | string;
  /** Whether its hits are anonymous, or its own options for that. Default: the page's. */
  anonymous?: boolean | AnonymousOptions;
}

/** Elements whose use is tracked as an event. */
export interface Interaction {
  /** CSS selector of the elements, including those added later. */
  selector: string;
  /** The DOM event to track. Default: `click`. */
  on?: string | null;
  /** The event's category. Anonymous measurement allows it. */
  category: string;
  /** The event's action. */
  action: string;
  /** The event's name. */
  name?: string | null;
}

/** Called with the outcome of the request of a hit. */
export type Callback = (outcome: { request: string; trackerUrl: string; success: boolean; xhr?: XMLHttpRequest }) => void;

/**
 * The parameters of a hit by name, as texts: `url`, `action_name`, `e_c` and so on, as Matomo's Tracking HTTP API has them. What is only known when
 * the hit leaves is not among them: the seconds that it is late, and what is sent about the device (`setDeviceDetail`).
 */
export type Hit = Record<string, string>;

/**
 * Called with each hit before it is sent: after plugins and `setCustomRequestProcessing`, and in anonymous measurement before the check that lets only
 * declared data pass. Returns the hit, the same object or another; a parameter that is missing or `undefined` there is left out. Returning
 * nothing means the object as the function has left it. `null` or `false` drops the hit.
 *
 * In a row of `_paq` the parameter's type has to be written: `['setBeforeSend', (hit: Hit) => hit]`.
 *
 * If the function throws, returns a promise or something else that is no hit, the hit is not sent, and a line in the console says why.
 */
export type BeforeSend = (hit: Hit) => Record<string, string | number | null | undefined> | null | false | void;

/** What a usage report contains besides the recorded calls. */
export interface UsageReport {
  /** Facts about the installation, such as its version. */
  facts?: Record<string, unknown>;
}

/** A product in the cart. */
export type EcommerceItem = [
  sku: string, name: string | null, category: string | readonly string[] | null, price: number | null, quantity: number | null,
];

/** A row of `_paq`: a command and its arguments, a function, or a call of a plugin. */
export type PaqRow =
  | Rows[keyof Rows]
  | readonly [work: (this: Tracker, ...given: any[]) => unknown, ...given: unknown[]]
  | readonly [plugin: `${string}::${string}` | `${string}.${string}`, ...given: unknown[]];

/** `_paq`, before and after the tracker has loaded. */
export interface Paq {
  /** Applies rows of a command and its arguments, each even if another one fails. */
  push(...rows: PaqRow[]): void;
}

/**
 * Which links are meant: a path (`/files/*`), a host with or without a path (`*.example.org`, `cdn.example.org/get`), or a regular expression for
 * the whole URL, also as text (`'/\\.php\\?file=/i'`). `*` stands for any characters. A path without `*` at its end means what is below it too.
 */
export type LinkPattern = string | RegExp;

/**
 * Which names are meant: a name in which `*` stands for any characters, or a regular expression, also as text (`'/^spring/'`). Case does not
 * matter, as in Matomo's campaigns.
 */
export type CampaignPattern = string | number | RegExp;

/** The campaigns of a site (`setAllowedCampaigns`). At least one of both is needed. */
export interface AllowedCampaigns {
  /** Names of campaigns. Default: any, if its parameter is allowed. */
  names?: CampaignPattern | CampaignPattern[];
  /** URL parameters that may say anything of a campaign. Default: all that Matomo and other tools use. */
  parameters?: CampaignPattern | CampaignPattern[];
}

/** What counts as a page in a single-page application (`enableSpaTracking`). */
export interface SpaOptions {
  /** URL parameters that may change without a page view. */
  ignoredParameters?: string | string[];
  /** Paths that are not tracked; `*` stands for any characters, as in `/admin/*`. */
  ignoredPaths?: string | string[];
  /** Whether a query changed by `replaceState` is a page view. Default: false, since search fields may change it on every keystroke. */
  replaceState?: boolean;
  /** How long a page view waits for a new title, in milliseconds (0 to 60000). Default: 1500. */
  titleTimeout?: number;
}

/** How reading is measured (`enableScrollTracking`). */
export interface ScrollOptions {
  /** Percents of the page's height (1 to 100) at which an event says at once that they were reached. Default: none. */
  thresholds?: number[];
}

/** How use is measured (`enableEngagement`). */
export interface EngagementOptions {
  /** After how many seconds without a sign of the visitor nothing is counted any more. Default: 30. */
  idleAfter?: number;
}

/** How loading and responding are measured (`enableWebVitals`). */
export interface WebVitalsOptions {
  /** Whether the event's name also says which element it was, by a selector, never by its text. Default: false. */
  attribution?: boolean;
  /** Custom dimensions of the scope visit for the values of these metrics, as `{ LCP: 3 }`: sent with a ping, instead of an event. */
  dimensions?: Partial<Record<'LCP' | 'INP' | 'CLS' | 'FCP' | 'TTFB', number>>;
}

/** How forms are tracked (`enableFormTracking`). The attribute `data-matomo-ignore` leaves a form or a field out. */
export interface FormOptions {
  /** Whether events also say that a form was started. Default: false. */
  start?: boolean;
  /**
   * Whether events also say that a started form was left without being submitted, and which field was last. A page that is hidden is
   * left: a visitor who comes back may still submit the form. Default: false.
   */
  abandon?: boolean;
}

/** Which elements are tracked (`enableElementTracking`). */
export interface ElementOptions {
  /**
   * Whether what a site has written for Plausible (`class="plausible-event-name=..."`) and Umami (`data-umami-event`) counts too, as
   * events of the category `Event`. Default: true.
   */
  others?: boolean;
}

/** How videos and audio are tracked (`enableMediaTracking`). */
export interface MediaOptions {
  /** The shares, in percent (1 to 99), at which an event says that playing reached so much of it. Default: 25, 50, 75. */
  quarters?: number[];
  /** Whether silent loops that play by themselves without controls count too: they are decoration. Default: false. */
  decoration?: boolean;
}

/** What an error page is (`enableErrorPages`). */
export interface ErrorPageOptions {
  /** The status of the page that is shown now (400 to 599), if the site knows it: it counts before what the page says. */
  status?: number;
  /** Whether the status that the server sent the document with counts. Default: true. */
  response?: boolean;
}

/**
 * Hosts or paths (`setIgnoredHosts`, `setIgnoredPaths`): one or several texts, in which `*` stands for any characters, or patterns. In a text
 * of JSON or an attribute a pattern is written as `/^pattern$/flags`. If one of them is neither, nothing is sent until the page is loaded again.
 */
export type Ignored = string | RegExp | readonly (string | RegExp)[];

/** What hits of automated browsers say (`setBotPolicy('mark', options)`). */
export interface BotOptions {
  /** The custom dimension (1 to 999) that says what the browser was recognised by, such as `webdriver` or `headless`. Default: none. */
  dimension?: number;
}

/** Stores the visitor's choice. The functions are synchronous. */
export interface ConsentStore {
  load(name: string): unknown;
  save(name: string, milliseconds: number, hours: number): void;
  remove(name: string): void;
}

/**
 * Creates a tracker. Anonymity, receivers and interactions are in place before anything is sent.
 *
 * The core is loaded at once. It has page views, links, events, goals, searches, dimensions and consent. All other commands and options
 * come from a second file, which is loaded when one of them is used: until it is there, later commands wait in order. If you import
 * `crumbless/full` instead of `crumbless`, every command is there as soon as the tracker is. Where WebAssembly is missing or the
 * page's policy forbids it, a third file does everything without it.
 *
 * A second call for the same `url` and `siteId` returns the first tracker, and applies of its commands only those that keep something back.
 *
 * The promise is rejected if the options are invalid: the message names the field and what was expected, and is logged to the
 * console too. It is also rejected if what the options need cannot be loaded or belongs to another version than the script; then
 * nothing is sent. If a command that keeps something back needs a file that cannot be loaded, nothing is sent either.
 *
 * Without a `document`, such as in server-side rendering, nothing is loaded or sent. The tracker then does nothing: all its
 * commands exist and return `undefined`.
 *
 * `trackPageView` has the page's address and title at the time of the call, unless the application has set them with `setCustomUrl` or
 * `setDocumentTitle`. With `enableSpaTracking` a single-page application needs no calls: each page is tracked when its
 * title is there.
 *
 * @example
 * const tracker = await createTracker({
 *   url: 'https://stats.example/matomo.php',
 *   siteId: 7,
 *   enabled: ['www.example.org'],
 *   commands: [['trackPageView'], ['enableLinkTracking'], ['enableSpaTracking']],
 * });
 * tracker.trackEvent('Editor', 'save');
 *
 * @example
 * // Anonymous measurement of an application that tracks its pages itself.
 * const tracker = await createTracker({
 *   url: 'https://stats.example/matomo.php',
 *   siteId: 7,
 *   anonymous: { url: 'https://app.invalid', allowedParameters: ['tab'], pathParameters: ['view/section'], categories: ['Editor'] },
 *   interactions: [{ selector: 'button.save', category: 'Editor', action: 'save' }],
 * });
 * router.afterEach(() => nextTick(() => tracker.trackPageView()));
 */
export function createTracker(options: Options): Promise<Tracker>;

/**
 * Takes commands from anywhere in an application, without waiting for the tracker. Rows are held in memory, in order, until the
 * first tracker has been created, which gets them together with its `commands`. Later rows go to all trackers. Without a
 * `document` they are dropped.
 *
 * @example
 * paq.push(['trackEvent', 'Editor', 'save']);
 */
export const paq: Paq;

/** The version of this package. */
export const version: string;

/** The object that the script build sets as `window.Matomo`. */
export interface MatomoObject {
  /** The version of Crumbless, such as `0.1.0`. Matomo's own tracker has none. */
  readonly crumbless: string;
  /** Whether the tracker has started. */
  readonly initialized: boolean;
  /** Creates a tracker that gets no commands of `_paq`. */
  getTracker(url?: string, siteId?: number | string): Tracker;
  /** Creates a tracker that also gets the commands of `_paq`. */
  addTracker(url?: string, siteId?: number | string): Tracker;
  /** Returns the tracker of a URL and a site; without arguments, the first one. */
  getAsyncTracker(url?: string, siteId?: number | string): Tracker | undefined;
  /** Returns the trackers that get the commands of `_paq`. */
  getAsyncTrackers(): Tracker[];
  /** Registers a plugin's hooks. */
  addPlugin(name: string, plugin: object): void;
  /** Applies plugin calls that came before their plugin. */
  retryMissedPluginCalls(): void;
  /** Adds a handler for an event, such as `TrackerAdded`. */
  on(event: string, handler: (...given: any[]) => void): void;
  /** Removes a handler. */
  off(event: string, handler: (...given: any[]) => void): void;
  /** Calls the handlers of an event. */
  trigger(event: string, parameters?: readonly unknown[], context?: unknown): void;
  /** Helpers for plugins, and what plugins add. */
  [member: string]: any;
}

/** The same as `window.Matomo` of the script build; `undefined` until the first tracker has been created. */
export let Matomo: MatomoObject;
export default Matomo;
