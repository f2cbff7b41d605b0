//! Everything that changes the world goes out here, in order. The shim carries effects out after the turn: a callback,
//! a plugin or a page's own `fetch` may then call the tracker again.

#[cfg(any(target_arch = "wasm32", not(feature = "fake")))]
use crate::browser::host;
#[cfg(all(feature = "fake", not(target_arch = "wasm32")))]
use crate::fake as host;
use crate::port::{Kind, Value};
use crate::protocol::{CONCEALED, Effect, WAY_BITS};
pub use crate::protocol::{
    DraftTarget, Event, Listen, NO_ANSWER, NO_IMAGE, REFUSED, Scan, Transport, UNREADABLE,
};
use crate::settings::DUE_AT;
use crate::text::{Text, Turn};

/// A request but for what plugins and the site's own processing make of it: the shim puts the text of the plugins'
/// `plugin` hook between `head` and `tail` and gives the result back to [`crate::tracker::enter`].
pub fn draft<'t>(target: DraftTarget, plugin: Text<'t>, head: Text<'t>, tail: Text<'t>, callback: Value) {
    let turn = head.turn();
    let (plugin, head, tail) = (at(plugin), at(head), at(tail));
    host::emit(
        Effect::Draft as u32,
        target as i32,
        plugin,
        head,
        tail,
        callback.handle(),
        turn.number(DUE_AT) as i32,
        0,
    );
}

/// The ways that a request may leave, as one number.
pub const fn ways(first: Transport, second: Transport, third: Transport) -> u32 {
    (third as u32 + 1) << (2 * WAY_BITS) | (second as u32 + 1) << WAY_BITS | (first as u32 + 1)
}

/// Sends a request by the first of its [`ways`] that works, with headers that identify nobody if it is `concealed`; [`Event::Sent`] says
/// under its number what became of it. `hooks` is a list of its callbacks, for [`notify`].
pub fn send<'t>(
    ways: u32,
    concealed: bool,
    number: u32,
    url: Text<'t>,
    body: Text<'t>,
    content_type: Text<'t>,
    hooks: Text<'t>,
) {
    let (url, body, content_type, hooks) = (at(url), at(body), at(content_type), at(hooks));
    let how = ways + if concealed { CONCEALED } else { 0 };
    // The body twice: as a text, and for the number of its bytes.
    host::emit(
        Effect::Send as u32,
        how as i32,
        number as i32,
        url,
        body,
        body,
        content_type,
        hooks,
    );
}

/// Calls the callbacks of a request, which came with [`Event::Sent`]: did it succeed?
pub fn notify(callbacks: Value, success: bool) {
    let success = if success { Kind::True } else { Kind::False };
    emit(Effect::Notify, callbacks.handle(), success as i32);
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
pub fn warn(turn: Turn<'_>, message: &'static str) {
    log(turn.literal(message));
}

/// Returns a text from the command, or a number if the text was made as one.
pub fn return_text(text: Text<'_>) {
    emit(
        if text.is_number() {
            Effect::ReturnNumber
        } else {
            Effect::Return
        },
        at(text),
        0,
    );
}

/// Returns `undefined`, `null`, `false` or `true` from the command.
pub fn return_constant(constant: Kind) {
    emit(Effect::ReturnConstant, constant as i32, 0);
}

/// Returns the value of a JSON text from the command.
pub fn return_json(json: Text<'_>) {
    emit(Effect::ReturnJson, at(json), 0);
}

/// Returns a list as an array from the command.
pub fn return_list(list: Text<'_>) {
    emit(Effect::ReturnList, at(list), 0);
}

/// Looks for content blocks in a node and around it.
pub fn scan(how: Scan, node: Value) {
    emit(Effect::Scan, how as i32, node.handle());
}

/// Changes where a link leads.
pub fn set_href(element: Value, url: Text<'_>) {
    emit(Effect::SetHref, element.handle(), at(url));
}

/// Gives the site's consent store the present time to keep under a name for some hours, or for so many where the site names none.
pub fn save_consent(name: Text<'_>, hours: Value, default: u32) {
    let effect = Effect::SaveConsent as u32;
    host::emit(effect, at(name), hours.handle(), default as i32, 0, 0, 0, 0);
}

/// Lets the site's consent store forget what it has under a name.
pub fn remove_consent(name: Text<'_>) {
    emit(Effect::RemoveConsent, at(name), 0);
}

/// Loads the page overlay of a Matomo.
pub fn show_overlay<'t>(matomo: Text<'t>, site: Text<'t>) {
    emit(Effect::ShowOverlay, at(matomo), at(site));
}

/// Closes the window: Matomo opened it to see whether the tracker is there.
pub fn close_window() {
    emit(Effect::CloseWindow, 0, 0);
}

/// What is measured from now on is of the page view that was just tracked, with the address and the referrer that its hit has.
pub fn begin_view<'t>(address: Text<'t>, referrer: Text<'t>) {
    emit(Effect::BeginView, at(address), at(referrer));
}

/// What was measured of the page view is to be tracked: the page is another now.
pub fn end_view() {
    emit(Effect::EndView, 0, 0);
}

/// Says to whoever develops the page, and to nobody else, why nothing is sent. The shim says the same once.
#[cfg(feature = "full")]
pub fn explain(message: Text<'_>) {
    emit(Effect::Explain, at(message), 0);
}

/// Expires cookies that an earlier matomo.js left behind.
pub fn expire_cookies() {
    emit(Effect::ExpireCookies, 0, 0);
}

#[inline(never)]
fn emit(effect: Effect, a: i32, b: i32) {
    host::emit(effect as u32, a, b, 0, 0, 0, 0, 0);
}

fn at(text: Text<'_>) -> i32 {
    text.address() as i32
}
