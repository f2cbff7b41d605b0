// The page overlay: Matomo shows a site's page in a frame and lays its numbers over the links. The frame's name carries what
// it shows from page to page, as it does with matomo.js. Nobody but Matomo's own users ever sees such a frame: anybody may put the
// page in a frame, with any name and any address around it, so it has to be the tracker's own Matomo that shows it.

import { invoke, member, resolved } from '../page/dom.js';

const NAME = 'Matomo_Overlay';
const START = /\?(?:.*&)?action=startOverlaySession&idSite=(\d+)&period=([^&]+)&date=([^&]+)(?:&segment=([^&]*))?/;

/**
 * @param {string} site its id in Matomo
 * @param {string} matomo where the Matomo is
 * @returns {string[] | undefined} period, date and segment to show; nothing on a page that is not in an overlay
 */
export function overlaySession(site, matomo) {
  if (window === top) return undefined;
  const { href, origin } = resolved(matomo);
  const referrer = member(document, 'referrer');
  const isFromMatomo = begins(referrer, href.replace(/\/?$/, '/'));
  // Some browsers say who shows the page. In others, what the frame's name says counts for pages that are come to from Matomo or from the site itself.
  const isShownByMatomo = location.ancestorOrigins ? begins(location.ancestorOrigins[0] + '/', origin + '/') : isFromMatomo || begins(referrer, location.origin + '/');
  if (!isShownByMatomo) return undefined;
  const [, idSite, ...shown] = isFromMatomo && START.exec(referrer) || [];
  if (idSite) {
    if (idSite !== site) return undefined;
    window.name = [NAME, ...shown].join('###');
  }
  const [name, ...rest] = window.name.split('###');
  return name === NAME && rest.length === 3 ? rest : undefined;
}

/** Whether an address begins so. On a page opened over http the tracker may be so too, and the Matomo over https: that is as good. */
const begins = (address, beginning) => address.indexOf(beginning) === 0 || address.replace(/^https:/, 'http:').indexOf(beginning) === 0;

/**
 * @param {string} matomo where the Matomo is
 * @param {string} site
 */
export function showOverlay(matomo, site) {
  const script = invoke(document, 'createElement', 'script');
  script.src = matomo + 'plugins/Overlay/client/client.js?v=1';
  script.onload = () => member(window, 'Matomo_Overlay_Client').initialize(matomo, site, ...overlaySession(site, matomo));
  invoke(member(document, 'head'), 'appendChild', script);
}
