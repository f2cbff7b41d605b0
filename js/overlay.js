// The page overlay: Matomo shows a site's page in a frame and lays its numbers over the links. The frame's name carries what
// it shows from page to page, as it does with matomo.js. Nobody but Matomo's own users ever sees such a frame.

const NAME = 'Matomo_Overlay';
const START = /startOverlaySession&idSite=(\d+)&period=([^&]+)&date=([^&]+)(?:&segment=([^&]*))?/;

/**
 * @param {string} site its id in Matomo
 * @returns {string[] | undefined} period, date and segment to show; nothing on a page that is not in an overlay
 */
export function overlaySession(site) {
  if (window === top) return undefined;
  const [, idSite, ...shown] = START.exec(document.referrer) || [];
  if (idSite) {
    if (idSite !== site) return undefined;
    window.name = [NAME, ...shown].join('###');
  }
  const [name, ...rest] = window.name.split('###');
  return name === NAME && rest.length === 3 ? rest : undefined;
}

/**
 * @param {string} matomo where the Matomo is
 * @param {string} site
 */
export function showOverlay(matomo, site) {
  document.head.append(Object.assign(document.createElement('script'), {
    src: matomo + 'plugins/Overlay/client/client.js?v=1',
    onload: () => window.Matomo_Overlay_Client.initialize(matomo, site, ...overlaySession(site)),
  }));
}
