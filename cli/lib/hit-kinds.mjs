/**
 * One hit of each kind, marked so that it can be found again: how it is sent, and how it appears in a visit that Matomo's
 * reporting API returns (https://developer.matomo.org/api-reference/reporting-api#Live).
 *
 * @module
 */

/**
 * @typedef {object} HitKind
 * @property {string} kind the decoder's name for it
 * @property {string} title
 * @property {unknown[][]} rows commands that send it
 * @property {(action: Record<string, any>) => boolean} [isAction] whether an action of the visit is this hit; a ping leaves none
 * @property {(action: Record<string, any>) => string} [says] what Matomo recorded
 */

/**
 * @param {string} mark a unique text
 * @param {{page: string, goal?: string}} options the page address to track, and the id of a goal of the site
 * @returns {HitKind[]}
 */
export function hitKinds(mark, { page, goal }) {
  const other = (path) => `https://${mark}.example.org/${path}`;
  const is = (type, name, value) => (action) => action.type === type && action[name] === value;
  // Matomo reports content by a numeric type; impression and interaction differ only in `contentInteraction`.
  const isContent = (isUsed) => ({ contentName, contentInteraction }) => contentName === mark && Boolean(contentInteraction) === isUsed;
  const content = ({ contentName, contentPiece, contentInteraction }) => [contentName, contentPiece, contentInteraction].filter(Boolean).join(', ');
  return [
    {
      kind: 'page-view',
      title: 'page view',
      rows: [['setCustomUrl', page], ['setDocumentTitle', mark], ['trackPageView']],
      isAction: is('action', 'pageTitle', mark),
      says: ({ pageTitle, url }) => `${pageTitle}, ${url}`,
    },
    {
      kind: 'event',
      title: 'event',
      rows: [['trackEvent', mark, 'verify', 'a name', 2]],
      isAction: is('event', 'eventCategory', mark),
      says: ({ eventCategory, eventAction, eventName, eventValue }) => `${eventCategory}, ${eventAction}, ${eventName}, ${eventValue}`,
    },
    {
      kind: 'site-search',
      title: 'site search',
      rows: [['trackSiteSearch', mark, 'a category', 3]],
      isAction: is('search', 'siteSearchKeyword', mark),
      says: ({ siteSearchKeyword, siteSearchCategory, siteSearchCount }) => `${siteSearchKeyword}, ${siteSearchCategory}, ${siteSearchCount} results`,
    },
    { kind: 'outlink', title: 'outlink', rows: [['trackLink', other('out'), 'link']], isAction: is('outlink', 'url', other('out')), says: ({ url }) => url },
    { kind: 'download', title: 'download', rows: [['trackLink', other('file.zip'), 'download']], isAction: is('download', 'url', other('file.zip')), says: ({ url }) => url },
    { kind: 'content-impression', title: 'content impression', rows: [['trackContentImpression', mark, 'a piece', other('')]], isAction: isContent(false), says: content },
    { kind: 'content-interaction', title: 'content interaction', rows: [['trackContentInteraction', 'click', mark, 'a piece', other('')]], isAction: isContent(true), says: content },
    {
      kind: 'ecommerce-order',
      title: 'ecommerce order',
      rows: [['addEcommerceItem', mark, 'A product', 'A category', 5, 2], ['trackEcommerceOrder', mark, 12, 10, 1, 1, 0]],
      // Not by its id, for which Matomo can store a pseudonym.
      isAction: ({ type }) => type === 'ecommerceOrder',
      says: ({ orderId, revenue }) => `${orderId}, ${revenue}`,
    },
    {
      // After the order, which empties the cart.
      kind: 'ecommerce-cart',
      title: 'ecommerce cart',
      rows: [['addEcommerceItem', mark, 'A product', 'A category', 5, 1], ['trackEcommerceCartUpdate', 5]],
      isAction: ({ type }) => type === 'ecommerceAbandonedCart',
      says: ({ revenue }) => String(revenue),
    },
    ...(goal === undefined ? [] : [{
      kind: 'goal',
      title: `goal ${goal}`,
      rows: [['trackGoal', goal, 1]],
      isAction: ({ type, goalId }) => type === 'goal' && String(goalId) === goal,
      says: ({ goalName, revenue }) => `${goalName}, ${revenue}`,
    }]),
    { kind: 'ping', title: 'ping', rows: [['ping']] },
  ];
}
