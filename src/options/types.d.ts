/** What `createTracker` is given. */
export interface Options {
  /** Where hits go: the address of `matomo.php`. */
  url: string;
  /** The site's id in Matomo. */
  siteId: number | string;
  /** Makes the hits of the page anonymous: of this tracker, of those made later, and of targets that do not say `anonymous: false`. */
  anonymous?: AnonymousOptions | null;
  /** What is sent about the device, to all receivers: as `setDeviceDetail`. */
  deviceDetail?: 'none' | 'needed' | 'all' | null;
  /** Further receivers of everything that is tracked. */
  targets?: readonly Target[] | null;
  /** Elements whose use is an event. */
  interactions?: readonly Interaction[] | null;
  /** Commands as in `_paq`, given once all of the above is done. */
  commands?: readonly PaqRow[] | null;
  /**
   * Where the WebAssembly is, for bundlers that do not find it by themselves: an address (against the page's), a request or its
   * response, the bytes, or the compiled module. The first tracker's counts; unless given, the file beside the script.
   */
  wasm?: WasmSource | Promise<WasmSource> | null;
}

/** What the WebAssembly can be had from. */
export type WasmSource = string | URL | Request | Response | BufferSource | WebAssembly.Module;

/** What anonymous hits may say. What is left out is as the preset has it. */
export interface AnonymousOptions {
  /** Options that belong together: `matomo` is for a Matomo installation. */
  preset?: 'matomo' | null;
  /** Stands for scheme, host and path of the page, such as `https://app.invalid`. */
  url?: string | null;
  /** Stands for the title, where the address does not name a part of the application. */
  title?: string | null;
  /** Parameters of the address whose values stay. What is declared nowhere is left out. */
  allowedParameters?: readonly string[] | null;
  /** Parameters whose values are folded into 1 to 20. */
  numericIds?: readonly string[] | null;
  /** Parameters that name a part of the application, such as `module/action`; the first group with a value counts. */
  pathParameters?: readonly string[] | null;
  /** Categories of events and content that may pass. */
  categories?: readonly string[] | null;
  /** Actions and names of events in these categories that may pass, or `all`. Any other action is `XYZ`, any other name is left out. */
  eventNames?: readonly string[] | 'all' | null;
}

/** A further receiver. */
export interface Target {
  /** The address of its `matomo.php`. */
  url: string;
  /** The site's id there. */
  siteId: number | string;
  /** Whether its hits are anonymous, or with which options of its own; as the page's unless given. */
  anonymous?: boolean | AnonymousOptions | null;
}

/** A further receiver, as the command `addTargets` takes it. */
export interface Receiver {
  /** The address of its `matomo.php`. */
  url: string;
  /** The site's id there. */
  siteId: number | string;
  /** Whether its hits are anonymous, or with which options of its own; as the page's unless given. */
  anonymous?: boolean | AnonymousOptions;
}

/** Elements whose use is an event. */
export interface Interaction {
  /** Which elements, those added later too. */
  selector: string;
  /** The DOM event that counts; `click` unless given. */
  on?: string | null;
  /** The event's category, which anonymous measurement lets pass then. */
  category: string;
  /** The event's action. */
  action: string;
  /** The event's name. */
  name?: string | null;
}

/** Called with the outcome of a hit's request. */
export type Callback = (outcome: { request: string; trackerUrl: string; success: boolean; xhr?: XMLHttpRequest }) => void;

/** What a usage report says besides the recorded calls. */
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

/** `_paq`, before the tracker is there and afterwards. */
export interface Paq {
  /** Gives rows of a command and its arguments, each applied even if another is wrong. */
  push(...rows: PaqRow[]): void;
}

/** What makes a page in an application that changes its address (`enableSpaTracking`). */
export interface SpaOptions {
  /** Parameters whose change makes no other page. */
  ignoredParameters?: string | string[];
  /** Paths that are no pages; `*` stands for any letters, as in `/admin/*`. */
  ignoredPaths?: string | string[];
  /** Whether a query that `replaceState` changes makes another page; false unless said, since search fields write each letter there. */
  replaceState?: boolean;
  /** How long a page waits for another title, in milliseconds; 1500 unless said. */
  titleTimeout?: number;
}

/** Keeps whether the visitor consented; the functions are synchronous. */
export interface ConsentStore {
  load(name: string): unknown;
  save(name: string, milliseconds: number, hours: number): void;
  remove(name: string): void;
}

/**
 * Makes a tracker. Anonymity, receivers and interactions are in place before anything is sent.
 *
 * Rejects where the options are wrong: the message names the field and says what was expected, and stands in the console too.
 * It rejects as well where the WebAssembly cannot be loaded, or is of another version than the script.
 *
 * Where there is no `document`, such as on a server that renders pages, nothing is loaded or sent, and the tracker does nothing:
 * its commands can be called, and every command returns `undefined`.
 *
 * @example
 * const tracker = await createTracker({
 *   url: 'https://stats.example/matomo.php',
 *   siteId: 7,
 *   anonymous: { url: 'https://app.invalid', allowedParameters: ['tab'], pathParameters: ['view/section'], categories: ['Editor'] },
 *   interactions: [{ selector: 'button.save', category: 'Editor', action: 'save' }],
 * });
 * router.afterEach(() => tracker.trackPageView());
 */
export function createTracker(options: Options): Promise<Tracker>;

/**
 * Commands from anywhere in an application, without waiting for the tracker. Rows are held in memory, in order, until the first
 * tracker has been made, and given to it together with its `commands`; rows that come later go to every tracker. Where there is
 * no `document` they are dropped.
 *
 * @example
 * paq.push(['trackEvent', 'Editor', 'save']);
 */
export const paq: Paq;

/** What a page of scripts knows as `window.Matomo`. */
export interface MatomoObject {
  /** Whether the tracker has started. */
  readonly initialized: boolean;
  /** Makes a tracker that gets no command of `_paq`. */
  getTracker(url?: string, siteId?: number | string): Tracker;
  /** Makes a tracker that gets the commands of `_paq` too. */
  addTracker(url?: string, siteId?: number | string): Tracker;
  /** The tracker of an address and a site; of neither, the first. */
  getAsyncTracker(url?: string, siteId?: number | string): Tracker | undefined;
  /** The trackers that get the commands of `_paq`. */
  getAsyncTrackers(): Tracker[];
  /** Registers a plugin's hooks. */
  addPlugin(name: string, plugin: object): void;
  /** Applies calls of plugins that came before their plugin. */
  retryMissedPluginCalls(): void;
  /** Hears an event, such as `TrackerAdded`. */
  on(event: string, handler: (...given: any[]) => void): void;
  /** Stops hearing it. */
  off(event: string, handler: (...given: any[]) => void): void;
  /** Tells an event to those who hear it. */
  trigger(event: string, parameters?: readonly unknown[], context?: unknown): void;
  /** Helpers for plugins, and what they add themselves. */
  [member: string]: any;
}

/** What a page of scripts knows as `window.Matomo`; `undefined` until the first tracker has been made. */
export let Matomo: MatomoObject;
export default Matomo;
