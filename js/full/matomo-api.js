// What only the full build shows: plugins and events, helpers for them, objects as results, and what is done to the page.

import { logError } from '../page/console.js';
import { invoke } from '../page/dom.js';
import * as host from '../bridge/host.js';
import { mapped } from '../page/lists.js';
import { afterShowing } from './before-send.js';
import { respondToOptOut } from './optout.js';
import { overlaySession } from './overlay.js';
import { createEvents, createPlugins } from './plugins.js';
import { onLoad, onReady } from '../page/ready.js';
import { isNodeVisible, isOrWasNodeVisible } from './visible.js';

const ATTRIBUTION = ['CampaignName', 'CampaignKeyword', 'ReferrerTimestamp', 'ReferrerUrl'];

/** @param {() => object} matomo `window.Matomo`, which is made with these */
export function createMatomoApi(matomo) {
  const plugins = createPlugins((error) => logError('Crumbless:', error));
  host.useOverlay(overlaySession);
  const onMessage = respondToOptOut(() => matomo().getAsyncTrackers());

  return {
    plugins,
    onMessage,

    /** Further members of `window.Matomo`. */
    matomo: {
      JSON: window.JSON,
      DOM: {
        addEventListener(element, type, handler, capture) {
          invoke(element, 'addEventListener', type, handler, capture);
        },
        onLoad,
        onReady,
        isNodeVisible,
        isOrWasNodeVisible,
      },
      ...createEvents(),
      addPlugin: plugins.add,
    },

    /** Methods of a tracker that the core alone cannot do. */
    extend(own) {
      const { facade } = own;
      const { queueRequest, setConsentStore } = facade;
      facade.addPlugin = plugins.add;
      facade.setCustomRequestProcessing = (process) => {
        host.expectHooks();
        own.process = typeof process == 'function' ? process : undefined;
      };
      facade.setBeforeSend = (beforeSend) => {
        host.expectHooks();
        own.beforeSend = beforeSend === null ? undefined : typeof beforeSend == 'function' ? beforeSend : () => {
          throw TypeError('no function');
        };
      };
      // A full request goes its way without a draft.
      facade.queueRequest = (request, isFull) => {
        const shown = isFull && own.beforeSend ? afterShowing(own.beforeSend, request) : request;
        if (shown || !isFull) queueRequest(shown, isFull);
      };
      facade.enableDebug = () => {
        own.isDebugged = true;
      };
      facade.setConsentStore = (store) => {
        host.useStore(store ?? {}); // No store that can be read, so it may have refused.
        setConsentStore();
      };
      facade.getAttributionInfo = () => mapped(ATTRIBUTION, (part) => facade['getAttribution' + part]());
      facade.getVisitorInfo = () => ['1', facade.getVisitorId(), Math.round(new Date() / 1000)];
      facade.killFrame = () => {
        if (top.location !== location) top.location = location;
      };
      facade.redirectFile = (url) => {
        if (location.protocol === 'file:') location = url;
      };
    },
  };
}
