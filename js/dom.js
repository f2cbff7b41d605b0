// How the shim reads the page: never what markup put in a member's place. The document and forms show elements under their names
// and ids before their own members (https://webidl.spec.whatwg.org/#LegacyOverrideBuiltIns), and the window shows them under every
// name that it does not have itself (https://html.spec.whatwg.org/multipage/nav-history-apis.html#named-access-on-the-window-object).
// So a comment with `<img name=title>` would be the page's title. Markup can only put objects there, elements, collections and the
// windows of frames: of such a value the interface is asked, or, in a window, whether it is the window's own.

export { assign, configuringScript, currentScript, findTrackerUrl, invoke, member, resolved } from './host.js';
