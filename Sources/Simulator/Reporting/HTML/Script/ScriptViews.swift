/// The part of a page's script that shows a run from other sides.
///
/// Operations with their attempts, quantities, and the shapes of messages.
enum ScriptViews {
  static let text = #"""
    // ---- Operations: each with its requests, attempts and what became of them.
    const operations = () => {
      const map = new Map();
      for (let i = 0; i < N; i++) {
        if (isKind(i, 'operation-invoked')) map.set(i, { begin: i, end: -1, events: [] });
        const own = map.get(O[i]);
        if (!own) continue;
        if (isKind(i, 'operation-succeeded', 'operation-failed', 'operation-unknown')) own.end = i;
        if (isKind(i, 'message-sent', 'committed', 'timed-out', 'rolled-back') || fateOf(i)
          || i === violation) own.events.push(i);
      }
      return [...map.values()];
    };
    let known = null;
    const orderPanel = () => {
      known = known || operations();
      if (!known.length) return [make('h2', {}, 'Operations'), make('p', {}, 'No client asked.')];
      const most = 40;
      const wanted = violation >= 0 ? O[violation] : -1;
      const sorted = [...known].sort((a, b) => (b.begin === wanted) - (a.begin === wanted)
        || a.begin - b.begin);
      return [make('h2', {}, 'Operations of clients'),
        make('p', { class: 'hint' }, 'Each with what was done for it, and how often it was tried.'),
        ...sorted.slice(0, most).map((operation) => orderBox(operation, operation.begin === wanted)),
        sorted.length > most ? make('p', { class: 'hint' },
          `${most} of ${sorted.length} operations are listed.`) : ''];
    };
    const orderBox = (operation, isWanted) => {
      const attempts = new Map();
      const steps = [];
      for (const i of operation.events) {
        const text = label(i);
        if (isKind(i, 'message-sent') && / request /.test(text)) {
          const key = `${P[i]} ${text}`;
          const list = attempts.get(key) || [];
          list.push(i);
          attempts.set(key, list);
          steps.push({ i, text, attempt: list.length, wait: list.length > 1
            ? T[i] - T[list[list.length - 2]] : 0 });
        } else if (!isKind(i, 'message-sent')) steps.push({ i, text });
      }
      const end = operation.end;
      const most = 60;
      return make('details', isWanted || known.length === 1 ? { open: '' } : {},
        make('summary', {}, make('b', {}, label(operation.begin).replace('asks: ', '')), ' ',
          make('span', { class: 'hint' }, end >= 0
            ? `${label(end)}, after ${span(T[end] - T[operation.begin])}` : 'never told')),
        orderStrip(operation), [...attempts.values()].filter((list) => list.length > 1)
          .map((list) => lens(list, operation)),
        make('ol', { class: 'steps' }, steps.slice(0, most).map(({ i, text, attempt, wait }) =>
          make('li', { class: i === violation ? 'bad' : fateOf(i) ? 'fault' : '' },
            make('span', { class: 'why' }, place(P[i])), link(i, cut(text, 140)),
            attempt > 1 ? make('span', { class: 'attempt' },
              ` attempt ${attempt}, ${span(wait)} after the last`) : ''))),
        steps.length > most
          ? make('p', { class: 'hint' }, `${most} of ${steps.length} steps are listed.`) : '');
    };
    // What was asked more than once: each attempt, what became of it, and how long the next waited.
    const lens = (list, operation) => {
      const total = (operation.end >= 0 ? T[operation.end] : T[list[list.length - 1]]) - T[list[0]];
      return [make('h3', {}, `${list.length} attempts: `
        + `${cut(label(list[0]).replace(/ request /, ' '), 80)}, ${span(total)} in all`),
      make('table', { class: 'lens' }, list.map((i, index) => {
        const next = index + 1 < list.length ? list[index + 1] : Infinity;
        let end = -1;
        for (let e = i + 1; e < Math.min(N, next) && end < 0; e++) {
          if (O[e] !== operation.begin || (P[e] !== P[i] && Q[e] !== P[i])) continue;
          if (fateOf(e) || isKind(e, 'timed-out') || / reset from /.test(label(e))) end = e;
        }
        const outcome = end >= 0 ? label(end)
          : next === Infinity ? 'no further attempt' : 'not the answer that was wanted';
        const wait = next === Infinity ? '' : end < 0 ? `next after ${span(T[next] - T[i])}`
          : `${span(T[end] - T[i])} until that, ${span(T[next] - T[end])} of pause`;
        return make('tr', {}, make('th', {}, link(i, `${index + 1}`)),
          make('td', {}, clock(T[i])), make('td', {}, cut(outcome, 90)), make('td', {}, wait));
      }))];
    };
    const svg = (name, attributes, ...children) => {
      const element = document.createElementNS('http://www.w3.org/2000/svg', name);
      for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
      element.append(...children);
      return element;
    };
    // The operation in time: a bar from question to answer, a tick for every attempt.
    const orderStrip = (operation) => {
      const begin = T[operation.begin];
      const last = operation.events.length ? T[operation.events[operation.events.length - 1]] : begin;
      const end = Math.max(operation.end >= 0 ? T[operation.end] : last, last, begin + 1);
      const x = (i) => 4 + ((T[i] - begin) / (end - begin)) * 292;
      const box = svg('svg', { viewBox: '0 0 300 22', class: 'strip', role: 'img',
        'aria-label': 'attempts in time' });
      box.append(svg('rect', { x: 4, y: 9, width: 292, height: 4, class: 'span' }));
      for (const i of operation.events) {
        const at = x(i);
        if (i === violation) {
          box.append(svg('path', { d: `M${at} 2l5 9l-5 9l-5 -9z`, class: 'bad' }));
        } else if (fateOf(i) || isKind(i, 'timed-out')) {
          box.append(svg('path', { d: `M${at - 4} 7l8 8m0 -8l-8 8`, class: 'fault' }));
        } else if (isKind(i, 'committed')) {
          box.append(svg('rect', { x: at - 3, y: 8, width: 6, height: 6, class: 'commit' }));
        } else if (/ request /.test(label(i))) {
          box.append(svg('rect', { x: at - 1, y: 3, width: 2, height: 16, class: 'request' }));
        }
      }
      return box;
    };

    // ---- Ledger: every record that begins with a whole number, as a step line.
    const ledgerPanel = () => {
      const lines = new Map();
      for (const { event, host, key, after } of changes()) {
        const found = after === undefined ? ['0'] : /^-?\d+(?=$|[^\d.])/.exec(after);
        const name = `${D.places[host]}  ${key}`;
        if (!found || !(lines.has(name) || /^-?\d+( |$)/.test(after))) continue;
        const list = lines.get(name) || [];
        list.push({ event, value: Number(found[0]) });
        lines.set(name, list);
      }
      const moving = [...lines].filter(([, list]) => new Set(list.map((p) => p.value)).size > 1)
        .sort((a, b) => b[1].length - a[1].length);
      const most = 12;
      return [make('h2', {}, 'Quantities over time'),
        make('p', { class: 'hint' }, 'Every committed record that is a number and changes. '
          + 'The marked step is the one that broke the law.'),
        moving.length ? moving.slice(0, most).map(([name, list]) => quantity(name, list))
          : make('p', {}, 'No number changes in this run.'),
        moving.length > most ? make('p', { class: 'hint' },
          `${most} of ${moving.length} are drawn.`) : '', leftOut()];
    };
    const quantity = (name, list) => {
      const values = list.map((point) => point.value);
      const high = Math.max(...values), low = Math.min(...values, high - 1);
      const end = Number(D.end) || 1;
      const lastTime = Math.min(end, (list[list.length - 1].event < N
        ? T[list[list.length - 1].event] : end) * 1.25 + 1);
      const x = (t) => 34 + Math.min(1, t / lastTime) * 300;
      const y = (v) => 62 - ((v - low) / (high - low)) * 48;
      let d = '';
      const box = svg('svg', { viewBox: '0 0 344 78', class: 'quantity', role: 'img',
        'aria-label': `${name}: ${values.join(', ')}` });
      list.forEach(({ event, value }, index) => {
        const at = x(T[Math.min(event, N - 1)]);
        d += index ? `H${at}V${y(value)}` : `M${at} ${y(value)}`;
      });
      box.append(svg('path', { d: `${d}H334`, class: 'steps' }));
      for (const value of [high, low]) {
        const text = svg('text', { x: 30, y: y(value) + 4, 'text-anchor': 'end' });
        text.textContent = value;
        box.append(text);
      }
      for (const { event, value } of list) {
        const isBad = event === violation;
        const dot = svg('circle', { cx: x(T[Math.min(event, N - 1)]), cy: y(value),
          r: isBad ? 6 : 3.5, class: isBad ? 'bad' : event === state.selected ? 'chosen' : 'dot' });
        dot.addEventListener('click', () => select(event, true));
        box.append(dot);
      }
      return [make('h3', {}, name), box,
        make('p', { class: 'hint' }, values.length > 24
          ? `${values.slice(0, 24).join(' → ')} … (${values.length} values)` : values.join(' → '))];
    };

    // The shapes of messages, drawn by the same code as the diagram.
    const legend = () => {
      const names = [['', 'request arrives'], ['reply', 'answer arrives'],
        ['lost', 'lost on its way'], ['cut', 'stopped by a partition'],
        ['refused', 'refused, nobody listens'], ['late', 'too late, nobody waits'],
        ['damaged', 'damaged'], ['hung', 'taken and never answered'],
        ['no room', 'no room on the link'], ['delayed', 'delayed'], ['twice', 'arrives twice'],
        ['overtaken', 'overtaken'], ['held', 'held back']];
      return make('div', { class: 'legend' }, make('h3', {}, 'Messages'),
        make('ul', {}, names.map(([name, words]) => make('li', {}, legendLine(name), words))));
    };
    const legendLine = (name) => {
      const box = make('canvas', { width: 144, height: 40, 'aria-hidden': 'true' });
      const diagram = pen;
      pen = box.getContext('2d');
      pen.scale(2, 2);
      const fate = ends.has(name) || name === 'damaged' ? name : '';
      pen.strokeStyle = pen.fillStyle = fate ? ink.fault : name === 'reply' ? ink.reply
        : ink.request;
      pen.lineWidth = 1.6;
      pen.textBaseline = 'middle';
      const end = ['lost', 'damaged', 'no room'].includes(name) ? 44 : name === 'cut' ? 36 : 66;
      pen.setLineDash(name === 'late' ? [2, 3] : fate ? [6, 4] : name === 'delayed' ? [2, 4]
        : name === 'reply' ? [9, 3] : []);
      pen.beginPath();
      pen.moveTo(4, 10);
      pen.lineTo(end, 10);
      if (name === 'twice') (pen.moveTo(4, 7), pen.lineTo(end, 7));
      pen.stroke();
      pen.setLineDash([]);
      pen.lineWidth = 2;
      drawEnd(fate, end, 10, 0);
      if (!fate && name) drawWay([name], 30, 10);
      pen = diagram;
      return box;
    };
    """#
}
