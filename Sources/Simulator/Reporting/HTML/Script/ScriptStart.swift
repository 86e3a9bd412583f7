/// The part of a page's script that wires everything up and opens the page where it should.
enum ScriptStart {
  static let text = #"""
    // ---- Lanes, themes, downloads, links, start.
    const headBox = $('#heads');
    // Where there is too little room, the end of a name is what tells it from its neighbours.
    const heading = (p, group) => {
      const name = group.length > 1 ? `${stem(p)} ×${group.length}` : D.places[p];
      const cut = group.length > 1 ? name.lastIndexOf(' ') : name.lastIndexOf('-');
      const end = cut > 0 && name.length - cut < 9 ? cut : name.length;
      return [make('span', {}, name.slice(0, end)), make('b', {}, name.slice(end))];
    };
    const heads = () => {
      headBox.replaceChildren(...lanes.filter((p) => home(p) === p).map((p) => {
        const hidden = state.hidden.has(p);
        const group = mates(p);
        const button = make('button', { type: 'button', class: hidden ? 'lane off' : 'lane',
          title: hidden ? `show ${D.places[p]}` : `hide ${D.places[p]}`, onclick: () => {
            for (const q of group) if (!state.hidden.delete(q)) state.hidden.add(q);
            renew();
          } }, ...heading(p, group));
        const x = laneX(p);
        button.style.left = `${hidden ? W - 60 : x - laneWidth / 2}px`;
        button.style.width = `${laneWidth}px`;
        if (laneWidth < 60) button.classList.add('steep');
        if (hidden) button.style.display = 'none';
        return button;
      }));
      const off = lanes.filter((p) => state.hidden.has(p));
      if (off.length) {
        headBox.append(make('button', { type: 'button', class: 'lane back', onclick: () => {
          state.hidden.clear();
          renew();
        } }, `show ${off.length} hidden`));
      }
    };
    const shiftLane = (step) => {
      const index = state.selected >= 0 ? lanes.indexOf(P[state.selected]) : -1;
      const other = index + step;
      if (index < 0 || other < 0 || other >= lanes.length) return;
      [lanes[index], lanes[other]] = [lanes[other], lanes[index]];
      renew(true);
    };
    const pinLane = () => {
      if (state.selected < 0 || P[state.selected] < 0) return;
      const group = mates(P[state.selected]);
      lanes = [...group, ...lanes.filter((p) => !group.includes(p))];
      renew(true);
    };
    const turnTheme = () => {
      const root = document.documentElement;
      const dark = root.dataset.theme ? root.dataset.theme === 'dark'
        : matchMedia('(prefers-color-scheme: dark)').matches;
      root.dataset.theme = dark ? 'light' : 'dark';
      readInk();
      fillPanel();
      redraw();
    };
    const download = (name, type, text) => {
      const address = URL.createObjectURL(new Blob([text], { type }));
      make('a', { href: address, download: name }).click();
      setTimeout(() => URL.revokeObjectURL(address), 1000);
    };
    const exportsOf = {
      text: () => [...rows].map((i) => `${clock(T[i])}  ${place(P[i])}  ${label(i)}`).join('\n'),
      json: () => JSON.stringify([...rows].map((i) => ({ event: number(i), time: String(T[i]),
        place: place(P[i]), kind: kind(i), text: label(i), content: detail(i) || undefined,
        because: causes(i).map((edge) => number(edge.event)) })), null, 1),
      mermaid: () => {
        const plain = (text) => cut(text, 80).replace(/[;#:<>{}"%\n]/g, ' ');
        const used = new Set([...rows].map((i) => P[i]).filter((p) => p >= 0));
        const head = ['sequenceDiagram', '  autonumber', ...lanes.filter((p) => used.has(p))
          .map((p) => `  participant L${p} as ${plain(D.places[p])}`)];
        const body = [...arrows].filter((a) => rowOf[C[a]] >= 0 && P[C[a]] >= 0 && P[a] >= 0)
          .map((a) => `  L${P[C[a]]}${arrowFate(a) ? '-x' : '->>'}L${P[a]}: `
            + plain(label(C[a]).replace(/ -> .*$/, '')) + (arrowFate(a) ? ` (${arrowFate(a)})` : ''));
        const most = 150;
        if (body.length > most) body.splice(most, Infinity,
          `  Note over L${lanes[0]}: ${most} of ${body.length} messages`);
        return [...head, ...body].join('\n');
      },
      svg: () => $('#static svg') ? new XMLSerializer().serializeToString($('#static svg')) : '',
    };
    exportsOf.notes = annotated;
    exportsOf.perfetto = perfetto;
    const endings = { notes: 'html', text: 'txt', json: 'json', mermaid: 'mmd', svg: 'svg',
      perfetto: 'perfetto.json' };
    $('#export').addEventListener('change', (event) => {
      const name = event.target.value;
      event.target.value = '';
      if (exportsOf[name]) download(`orrery.${endings[name]}`, 'text/plain', exportsOf[name]());
    });

    // The place in the page that a link leads to: event, view, axis, filter, panel.
    let quietly = false;
    const remember = () => {
      if (quietly) return;
      const parts = new URLSearchParams();
      if (state.selected >= 0) parts.set('e', number(state.selected));
      parts.set('v', state.view);
      if (state.axis !== 'order') parts.set('x', state.axis);
      if (state.query) parts.set('q', state.query);
      if (state.tab !== 'event') parts.set('tab', state.tab);
      if (state.cones) parts.set('h', '1');
      if (state.fine) parts.set('d', '1');
      if (state.merged) parts.set('r', '1');
      if (state.messages) parts.set('l', '1');
      const wanted = `#${parts}`;
      if (location.hash !== wanted) history.replaceState(null, '', wanted);
    };
    const recall = () => {
      const parts = new URLSearchParams(location.hash.slice(1));
      quietly = true;
      if (views.includes(parts.get('v'))) state.view = parts.get('v');
      state.axis = parts.get('x') === 'time' ? 'time' : 'order';
      state.query = parts.get('q') || '';
      box.value = state.query;
      state.cones = parts.get('h') === '1';
      state.fine = parts.get('d') === '1';
      state.merged = parts.get('r') === '1';
      state.messages = parts.get('l') === '1';
      layOut();
      const event = parts.has('e') ? position(Number(parts.get('e'))) : -1;
      if (event >= 0) select(event, true);
      else if (violation >= 0) reveal(violation, 0.62);
      if (tabs[parts.get('tab')]) state.tab = parts.get('tab');
      fillTabs();
      fillPanel();
      status();
      quietly = false;
      redraw();
    };
    window.addEventListener('hashchange', recall);
    window.addEventListener('resize', () => (sizeScroll(), redraw()));
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => {
      readInk();
      redraw();
    });
    scroll.addEventListener('scroll', redraw, { passive: true });
    const rowUnder = (event) => {
      const y = event.clientY - canvas.getBoundingClientRect().top + top();
      const r = rowAt(y);
      return rows.length && y <= height + 4 ? rows[r] : -1;
    };
    canvas.addEventListener('click', (event) => {
      const i = rowUnder(event);
      if (i >= 0) select(i);
    });
    canvas.addEventListener('wheel', (event) => {
      if (!event.ctrlKey) return;
      event.preventDefault();
      zoom(event.deltaY < 0 ? 1.2 : 1 / 1.2);
    }, { passive: false });
    const jump = (event) => {
      const part = (event.clientY - map.getBoundingClientRect().top) / H;
      const r = Math.max(0, Math.min(rows.length - 1, Math.floor(part * rows.length)));
      scroll.scrollTop = (yOfRow(r) - H / 2) / scaleOfScroll() + 34;
    };
    // A drag moves the window; with Shift it chooses the stretch that shall fill it.
    let brushed = null;
    const partOf = (event) => Math.max(0, Math.min(1,
      (event.clientY - map.getBoundingClientRect().top) / H));
    map.addEventListener('pointerdown', (event) => {
      map.setPointerCapture(event.pointerId);
      if (event.shiftKey) brushed = partOf(event);
      else jump(event);
    });
    map.addEventListener('pointermove', (event) => {
      if (event.buttons && brushed === null) jump(event);
    });
    map.addEventListener('pointerup', (event) => {
      if (brushed === null) return;
      const ends = [brushed, partOf(event)].sort((a, b) => a - b)
        .map((part) => Math.min(rows.length - 1, Math.floor(part * rows.length)));
      brushed = null;
      zoomTo(ends[0], ends[1]);
    });
    box.addEventListener('input', () => find(box.value));
    $('#copy').addEventListener('click', () => copy(D.replay, $('#copy')));
    $('#helpkey').addEventListener('click', () => toggleHelp());
    $('#theme').addEventListener('click', turnTheme);
    $('#help button').addEventListener('click', () => toggleHelp(false));
    for (const button of document.querySelectorAll('button[data-view]')) {
      button.addEventListener('click', () => setView(button.dataset.view));
    }
    for (const button of document.querySelectorAll('button[data-axis]')) {
      button.addEventListener('click', () => setAxis(button.dataset.axis));
    }
    for (const item of document.querySelectorAll('#story li[data-event]')) {
      item.addEventListener('click', (event) => {
        event.preventDefault();
        select(position(Number(item.dataset.event)), true);
      });
    }
    document.documentElement.classList.add('live');
    readInk();
    recall();
    window.orrery = { state, annotated, perfetto, rows: () => rows, draw, select, N };
    document.body.dataset.ready = 'yes';
    """#
}
