/**
 * Making elements. Text only ever becomes a text node, so nothing that was sent can turn into markup.
 *
 * @module
 */

/**
 * @param {string} name of the element
 * @param {Record<string, string>} [attributes]
 * @param {...(Node | string | null | undefined)} children left out where there is nothing
 * @returns {HTMLElement}
 */
export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [attribute, value] of Object.entries(attributes)) made.setAttribute(attribute, value);
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

/**
 * The element of this id; the page always has it.
 *
 * @param {string} id
 * @returns {any}
 */
export function byId(id) {
  const found = document.getElementById(id);
  if (!found) throw new Error(`The page has no element "${id}".`);
  return found;
}
