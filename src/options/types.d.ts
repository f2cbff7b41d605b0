/** What `createTracker` is given. */
export interface Options {
  /** Where hits go: the address of `matomo.php`. */
  url: string;
  /** The site's id in Matomo. */
  siteId: number | string;
  /** Makes the hits of this tracker anonymous; also the options of targets that say `anonymous: true`. */
  anonymous?: AnonymousOptions | null;
  /** Further receivers of everything that is tracked. */
  targets?: readonly Target[] | null;
  /** Elements whose use is an event. */
  interactions?: readonly Interaction[] | null;
  /** Commands as in `_paq`, given once all of the above is done. */
  commands?: readonly (readonly unknown[])[] | null;
}

/** What anonymous hits may tell. What is left out is as the preset has it. */
export interface AnonymousOptions {
  /** Options that belong together: `matomo` is for a Matomo installation. */
  preset?: 'matomo' | null;
  /** Stands for scheme, host and path of the page, such as `https://app.invalid`. */
  url?: string | null;
  /** Stands for the title, where the address does not name a part of the application. */
  title?: string | null;
  /** Parameters of the address whose values stay; every other value is `XYZ`. */
  allowedParameters?: readonly string[] | null;
  /** Parameters whose values are folded into 1 to 20. */
  numericIds?: readonly string[] | null;
  /** Parameters that name a part of the application, such as `module/action`; the first group with a value counts. */
  pathParameters?: readonly string[] | null;
  /** Categories of events and content that may pass. */
  categories?: readonly string[] | null;
}

/** A further receiver. */
export interface Target {
  /** The address of its `matomo.php`. */
  url: string;
  /** The site's id there. */
  siteId: number | string;
  /** Whether its hits are anonymous, or with which options of its own. */
  anonymous?: boolean | AnonymousOptions | null;
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

/** Is told how the request of a hit went. */
export type Callback = (outcome: { request: string; trackerUrl: string; success: boolean; xhr?: XMLHttpRequest }) => void;

/** Keeps the visitor's answer to a question for consent; the functions are synchronous. */
export interface ConsentStore {
  load(name: string): unknown;
  save(name: string, milliseconds: number, hours: number): void;
  remove(name: string): void;
}

/**
 * Makes a tracker. Anonymity, receivers and interactions are in place before anything is sent.
 *
 * Rejects where the options are wrong: the message names the field and says what was expected, and stands in the console too.
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

/** What a page of scripts knows as `window.Matomo`; `undefined` until the first tracker has been made. */
export let Matomo: {
  getTracker(url?: string, siteId?: number | string): Tracker;
  addTracker(url?: string, siteId?: number | string): Tracker;
  getAsyncTracker(url?: string, siteId?: number | string): Tracker | undefined;
  getAsyncTrackers(): Tracker[];
  addPlugin(name: string, plugin: object): void;
  on(event: string, handler: (...given: any[]) => void): void;
  off(event: string, handler: (...given: any[]) => void): void;
  trigger(event: string, parameters?: unknown[], context?: unknown): void;
  [member: string]: any;
};
export default Matomo;
