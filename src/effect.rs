//! Everything that changes the world goes out here, in order. The shim carries effects out after the turn: a callback,
//! a plugin or a page's own `fetch` may then call the tracker again.

#[cfg(any(target_arch = "wasm32", not(feature = "fake")))]
use crate::browser::host;
#[cfg(all(feature = "fake", not(target_arch = "wasm32")))]
use crate::fake as host;
use crate::port::{Kind, Value};
use crate::text::{Text, Turn};

/// Where a finished draft goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u32)]
pub enum Route {
    /// To the delivery.
    Send = 0,
    /// To the queue of `queueRequest`.
    Bulk = 1,
    /// Back to the caller of `getRequest`.
    Answer = 2,
}

/// How a request leaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u32)]
pub enum Transport {
    /// `fetch` with `keepalive`: outlives the page, and tells when the server has answered.
    Fetch = 0,
    /// `navigator.sendBeacon`, while the page is being left.
    Beacon = 1,
    /// `XMLHttpRequest` with the site's content type.
    Post = 2,
    /// An image, for GET; from a page that goes too.
    Image = 3,
    /// `fetch` that ends with the page: for what the browser's room for requests that outlive it does not take.
    Plain = 4,
}

/// What may come back later, through [`crate::tracker::enter`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u32)]
pub enum Event {
    /// The turn that gave hits is over, or the spacing's time is: see what may leave.
    Flush = 0,
    /// A request is through: its number, what became of it (the status of the answer, or [`NO_ANSWER`] and its neighbours), how many
    /// seconds the server asks to be left alone for, and the address that it was redirected to.
    Sent = 1,
    /// The browser gave its client hints (argument 0), or refused.
    Hints = 2,
    /// The interval of `queueRequest` is over.
    BulkDue = 3,
    /// A request that others wait for takes too long.
    Overdue = 4,
    /// The page is being left.
    Leaving = 5,
    /// The page is shown again.
    Shown = 6,
    /// A click, press or context menu (argument 0 is the event).
    Pointer = 7,
    /// `window.onerror`: message, address, line, column.
    Error = 8,
    /// The task that made the tracker is over.
    Settled = 9,
    /// Content blocks to track: all arguments are their nodes.
    Content = 10,
    /// Content blocks to answer as an array of objects.
    ListContent = 11,
    /// A click inside the target of a tracked content block (argument 0), on a node (argument 1).
    ContentClick = 12,
    /// The window got the focus.
    Focus = 13,
    /// The window lost the focus.
    Blur = 14,
    /// The page is hidden, or asked whether it may be left.
    Hidden = 15,
    /// It is time to send again what was lost.
    Retry = 16,
    /// The network is back.
    Online = 17,
    /// The page is back from the browser's back/forward cache.
    Restored = 18,
    /// The address or the title may have changed.
    Route = 19,
    /// The page behind a changed address has settled.
    Arrived = 20,
}

/// There was no answer.
pub const NO_ANSWER: i32 = -1;
/// The browser did not take the request: it has no room for more that outlive the page.
pub const REFUSED: i32 = -2;
/// The page's policy forbids it.
pub const FORBIDDEN: i32 = -3;

/// How to look for content blocks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u32)]
pub enum Scan {
    /// All there are, once the document is read: [`Event::Content`].
    All = 0,
    /// Those that are visible, once the page has loaded, and whenever others become so: [`Event::Content`].
    Visible = 1,
    /// Those that are visible when the page has loaded.
    VisibleNow = 2,
    /// All there are, now, for the console: [`Event::ListContent`].
    Console = 3,
}

/// What to listen to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u32)]
pub enum Listen {
    /// Clicks alone.
    Clicks = 0,
    /// Clicks, presses of the middle button and context menus.
    Pointer = 1,
    /// Uncaught errors.
    Errors = 2,
    /// Clicks inside the target of a content block.
    Content = 3,
    /// The window's focus.
    Focus = 4,
    /// The address and the title of an application that stays in its document.
    Routes = 5,
}

/// What goes out; js/host.js has the same list, with what each carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(i32)]
enum Effect {
    Send,
    After,
    Listen,
    Log,
    Answer,
    AnswerNumber,
    AnswerConstant,
    Soon,
    // In the full build alone.
    Draft,
    Cookies,
    AnswerJson,
    AnswerList,
    Scan,
    Href,
    Remember,
    Forget,
    Overlay,
    Close,
}

/// A request but for what plugins and the site's own processing make of it: the shim puts the text of the plugins'
/// `plugin` hook between `head` and `tail` and gives the result back to [`crate::tracker::enter`].
pub fn draft<'t>(route: Route, plugin: Text<'t>, head: Text<'t>, tail: Text<'t>, callback: Value) {
    let (plugin, head, tail) = (at(plugin), at(head), at(tail));
    host::emit(
        Effect::Draft as i32,
        route as i32,
        plugin,
        head,
        tail,
        callback.handle(),
        0,
        0,
    );
}

/// What is added to a [`Transport`] where the headers must tell of neither page nor visitor: the request has no referrer, takes no
/// cookies along and keeps none.
const CONCEALED: i32 = 8;

/// Sends a request, with headers that tell of nobody if it is `concealed`; [`Event::Sent`] says under its number what became of it.
/// `hooks` is a list of the callbacks to call then.
pub fn send<'t>(
    how: Transport,
    concealed: bool,
    number: u32,
    url: Text<'t>,
    body: Text<'t>,
    content_type: Text<'t>,
    hooks: Text<'t>,
) {
    let (url, body, content_type, hooks) = (at(url), at(body), at(content_type), at(hooks));
    let how = how as i32 + if concealed { CONCEALED } else { 0 };
    // The body twice: as a text, and for the number of its bytes.
    host::emit(
        Effect::Send as i32,
        how,
        number as i32,
        url,
        body,
        body,
        content_type,
        hooks,
    );
}

/// Lets an event come when what the page does now is over, before the browser goes on: a page that is left has no later task.
pub fn soon(event: Event) {
    emit(Effect::Soon, event as i32, 0);
}

/// Lets an event come after some milliseconds. The same event asked for before is forgotten.
pub fn after(milliseconds: u32, event: Event) {
    emit(Effect::After, milliseconds as i32, event as i32);
}

/// Listens, on an element or on the whole document.
pub fn listen(what: Listen, element: Value) {
    emit(Effect::Listen, what as i32, element.handle());
}

/// Asks for the client hints; [`Event::Hints`] follows. False if the browser has none.
pub fn ask_hints() -> bool {
    host::ask_hints() != 0
}

/// Tells the site's maker what is wrong. The shim puts the command's name before it.
pub fn log(message: Text<'_>) {
    emit(Effect::Log, at(message), 0);
}

/// [`log`] with a literal.
pub fn complain(turn: Turn<'_>, message: &'static str) {
    log(turn.literal(message));
}

/// Answers the command with a text, or a number where the text was given as one.
pub fn answer(text: Text<'_>) {
    emit(
        if text.is_number() {
            Effect::AnswerNumber
        } else {
            Effect::Answer
        },
        at(text),
        0,
    );
}

/// Answers the command with `undefined`, `null`, `false` or `true`.
pub fn answer_constant(constant: Kind) {
    emit(Effect::AnswerConstant, constant as i32, 0);
}

/// Answers the command with what a JSON text says.
pub fn answer_json(json: Text<'_>) {
    emit(Effect::AnswerJson, at(json), 0);
}

/// Answers the command with a list as an array.
pub fn answer_list(list: Text<'_>) {
    emit(Effect::AnswerList, at(list), 0);
}

/// Looks for content blocks in a node and around it.
pub fn scan(how: Scan, node: Value) {
    emit(Effect::Scan, how as i32, node.handle());
}

/// Changes where a link leads.
pub fn set_href(element: Value, url: Text<'_>) {
    emit(Effect::Href, element.handle(), at(url));
}

/// Gives the site's consent store the present time to keep under a name for some hours, for ever without them.
pub fn remember(name: Text<'_>, hours: Value) {
    emit(Effect::Remember, at(name), hours.handle());
}

/// Lets the site's consent store forget what it has under a name.
pub fn forget(name: Text<'_>) {
    emit(Effect::Forget, at(name), 0);
}

/// Loads the page overlay of a Matomo.
pub fn show_overlay<'t>(matomo: Text<'t>, site: Text<'t>) {
    emit(Effect::Overlay, at(matomo), at(site));
}

/// Closes the window: Matomo opened it to see whether the tracker is there.
pub fn close() {
    emit(Effect::Close, 0, 0);
}

/// Expires cookies that an earlier matomo.js left behind.
pub fn expire_cookies() {
    if cfg!(feature = "full") {
        emit(Effect::Cookies, 0, 0);
    }
}

#[inline(never)]
fn emit(effect: Effect, a: i32, b: i32) {
    host::emit(effect as i32, a, b, 0, 0, 0, 0, 0);
}

fn at(text: Text<'_>) -> i32 {
    text.address() as i32
}
