/// The part of a page's script that tells about one event, and the states around it.
enum ScriptPanels {
  static let text = #"""
    // ---- Panels. Text from the run is only ever set as text, never as markup.
    const panel = $('#panel');
    const make = (name, attributes, ...children) => {
      const element = document.createElement(name);
      for (const [key, value] of Object.entries(attributes || {})) {
        if (key === 'class') element.className = value;
        else if (key.startsWith('on')) element.addEventListener(key.slice(2), value);
        else element.setAttribute(key, value);
      }
      for (const child of children.flat(Infinity)) {
        if (child !== null && child !== undefined && child !== '') element.append(child);
      }
      return element;
    };
    const link = (i, words) => make('button', {
      class: 'link', type: 'button', 'data-event': number(i), onclick: () => select(i, true),
    }, words);
    const fact = (name, value) => [make('dt', {}, name), make('dd', {}, value)];
    const tabs = {
      event: 'Event', state: 'State', laws: 'Laws', orders: 'Operations', ledger: 'Ledger',
      other: 'Beside',
    };
    const bar = $('#tabs');
    const fillTabs = () => {
      bar.replaceChildren(...Object.keys(tabs).map((name, index) => make('button', {
        type: 'button', role: 'tab', 'data-tab': name, title: `${index + 1}`,
        'aria-selected': String(state.tab === name), onclick: () => showTab(name),
      }, tabs[name])));
    };
    const showTab = (name) => {
      if (!tabs[name]) return;
      state.tab = name;
      fillTabs();
      fillPanel();
      remember();
    };
    let wide = false;
    const fillPanel = () => {
      panel.dataset.tab = state.tab;
      const stage = $('.stage');
      if (stage.classList.toggle('wide', state.tab === 'other') !== wide) {
        wide = !wide;
        sizeScroll();
      }
      const body = { event: eventPanel, state: statePanel, laws: lawPanel, orders: orderPanel,
        ledger: ledgerPanel, other: otherPanel }[state.tab]();
      panel.replaceChildren(...body.flat(Infinity).filter(Boolean));
      panel.scrollTop = 0;
    };
    const cut = (text, most) => (text.length > most ? text.slice(0, most) + '…' : text);

    const eventPanel = () => {
      const i = state.selected;
      if (i < 0) {
        return [make('p', { class: 'hint' },
          'Choose an event: click it, or use j and k. ? lists all keys.'), noteList(), legend()];
      }
      const arrow = arrows.find((a) => a.from === i || a.to === i);
      const marks = marksOf.get(M[i]) || [];
      const list = make('dl', {},
        fact('when', `${clock(T[i])}  ·  ${seconds(T[i])} after the start`),
        fact('where', place(P[i])),
        Q[i] >= 0 ? fact(isKind(i, 'message-sent') ? 'to' : 'from', place(Q[i])) : [],
        fact('kind', kind(i)),
        fact('event', `${many(number(i))} of ${many(D.total)}`),
        M[i] >= 0 ? fact('message', `no. ${M[i]}${marks.length ? `: ${marks.join(', ')}` : ''}`
          + (arrow && !arrow.fate ? `, ${span(T[arrow.to] - T[arrow.from])} on its way` : '')) : [],
        rest().w[i] >= 0 ? fact('task', S(rest().w[i])) : [],
        O[i] >= 0 && O[i] !== i ? fact('serves', link(O[i], label(O[i]))) : [],
        fact('vector clock', vectorClock(i)));
      const related = (title, edges) => (edges.length ? [make('h3', {}, title),
        make('ul', { class: 'edges' }, edges.slice(0, 40).map((edge) => make('li', {},
          make('span', { class: 'why' }, edge.why),
          link(edge.event, `${place(P[edge.event])}: ${cut(label(edge.event), 120)}`)))),
        edges.length > 40 ? make('p', { class: 'hint' }, `40 of ${edges.length} are listed.`) : '']
        : []);
      const diff = changesAt(i);
      return [
        make('h2', { class: i === violation ? 'bad' : '' }, cut(label(i), 400)),
        i === violation ? make('p', { class: 'bad' }, `Here ${D.law} stopped holding.`) : '',
        list, noteBox(i),
        detail(i) && detail(i) !== label(i)
          ? [make('h3', {}, 'Content'), make('pre', {}, detail(i))] : '',
        diff.length ? [make('h3', {}, 'State before and after'), diffTable(diff)] : '',
        related('Because of', causes(i)), related('Led to', effects(i)),
      ];
    };
    const vectorClock = (i) => {
      const seen = marked === i && past ? past : pastOf(i);
      const counts = D.places.map(() => 0);
      for (let j = 0; j <= i; j++) if (seen[j] && P[j] >= 0) counts[P[j]]++;
      return counts.map((count, p) => (count ? `${D.places[p]} ${count}` : ''))
        .filter(Boolean).join(', ');
    };
    const diffTable = (list) => make('table', { class: 'diff' }, list.map((change) => make('tr', {},
      make('th', {}, change.key),
      make('td', { class: 'before' }, change.before === undefined ? 'none' : change.before),
      make('td', { class: 'arrow' }, '→'),
      make('td', { class: 'after' }, change.after === undefined ? 'none' : change.after))));

    // What a page of a large run does not know of its records.
    const leftOut = () => rest().chCut ? make('p', { class: 'hint' },
      `${rest().chCut} changes of records that nothing shown here changes are left out; all: `
        + `${D.command} --format html --full`) : '';

    const statePanel = () => {
      const i = state.selected >= 0 ? state.selected : N - 1;
      const now = changesAt(i);
      const changed = new Set(now.map((change) => `${change.host} ${change.key}`));
      const most = 60;
      const parts = stateAt(i).map((records, host) => {
        if (!records.size) return '';
        const entries = [...records].sort((a, b) => (a[0] < b[0] ? -1 : 1));
        const wanted = entries.filter(([key]) => changed.has(`${host} ${key}`));
        const shown = entries.length <= most ? entries : [...wanted, ...entries.slice(-most)];
        return [make('h3', {}, D.places[host]),
          make('table', { class: 'state' }, shown.map(([key, { value, event }]) => make('tr',
            { class: changed.has(`${host} ${key}`) ? 'changed' : '' }, make('th', {}, key),
            make('td', {}, value),
            make('td', {}, event >= 0 ? link(event, clock(T[event])) : '')))),
          shown.length < entries.length ? make('p', { class: 'hint' },
            `${shown.length} of ${entries.length} records are listed.`) : ''];
      });
      return [make('h2', {}, `Committed records at ${clock(T[i])}`),
        make('p', { class: 'hint' }, state.selected >= 0
          ? 'As of the chosen event; what it changed is marked. j and k travel in time.'
          : 'As of the end. Choose an event to travel in time.'),
        parts.some(Boolean) ? parts : make('p', {}, 'Nothing has been committed.'), leftOut()];
    };

    const lawPanel = () => [make('h2', {}, 'Laws'),
      ...D.laws.map((law) => {
        const end = Number(D.end) || 1;
        const from = law.when ? (Number(law.when) / end) * 100 : 100;
        return make('div', { class: `law ${law.verdict}` },
          make('h3', {}, make('span', { class: 'badge' }, law.verdict), ' ', law.id,
            make('span', { class: 'kind' }, ` ${law.kind}`)),
          make('p', {}, law.says),
          make('div', { class: 'track', role: 'img', 'aria-label': law.when
            ? `holds until ${clock(Number(law.when))}, broken after`
            : `${law.verdict} over the whole run` },
            make('i', { class: 'held', style: `width:${from}%` }),
            law.when ? make('i', { class: 'broken', style: `width:${100 - from}%` }) : ''),
          law.when ? make('p', {}, 'first broken at ', law.event >= 0
            ? link(law.event, clock(Number(law.when))) : clock(Number(law.when)),
            `: expected ${law.expected}; seen ${law.seen}`) : '',
          make('p', { class: 'hint' }, law.reason || `looked at ${law.looks} times`));
      })];
    """#
}
