// `enableDebug`: what leaves, decoded in the console.

import { attempt } from '../page/dom.js';
import { findIn, mapped, those } from '../page/lists.js';
import { pairsOf } from './query.js';

// By the first of these parameters that a hit has, as the server reads it (src/inspect/kind.rs).
const KINDS = 'ping,ec_id=order,idgoal=goal or cart,download,link=outlink,e_c=event,c_i=content interaction,c_n=content impression,search=site search,ca=custom hit,action_name=page view,url=page view';

// Those whose names do not say it.
const MEANINGS = 'idsite=site,url=page,action_name=title,urlref=referrer,uid=user,_id=visitor,pv_id=page view,e_c=event category,e_a=event action,e_n=event name,e_v=event value,idgoal=goal,ec_id=order,ec_items=products,c_n=content name,c_p=content piece,c_t=content target,c_i=content interaction,_rcn=campaign,res=screen,uadata=browser,cdo=seconds late';

const tableOf = (text) => mapped(text.split(','), (row) => row.split('='));

/**
 * Writes one group of lines. A page may have replaced the console: nothing of that is the page's concern.
 *
 * @param {string} url
 * @param {string} body
 */
export function show(url, body) {
  attempt(() => {
    const [address, query] = /^([^?]*)\??([^]*)/.exec(url).slice(1);
    const hits = mapped(queriesOf(query, body), (request) => those(pairsOf(request), ({ text }) => text));
    console.groupCollapsed(`Crumbless: ${mapped(hits, kindOf).join(', ')} → ${address}`);
    // Closed also where a line cannot be written.
    for (const hit of hits) attempt(() => console.log(textOf(hit)));
    console.groupEnd();
  });
}

function queriesOf(query, body) {
  if (!body) return [query];
  if (body[0] !== '{') return [query + '&' + body];
  return mapped(JSON.parse(body).requests, (request) => request.slice(1));
}

const kindOf = (hit) => {
  const [name, kind = name] = findIn(tableOf(KINDS), ([one]) => findIn(hit, (pair) => pair.name === one && pair.value)) || ['hit'];
  return kind;
};

const textOf = (hit) => kindOf(hit) + mapped(hit, ({ name, value }) => {
  const row = findIn(tableOf(MEANINGS), ([one]) => one === name);
  return `\n  ${name}${row ? ` (${row[1]})` : ''}: ${value}`;
}).join('');
