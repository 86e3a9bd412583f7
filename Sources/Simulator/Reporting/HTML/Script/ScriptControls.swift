/// The part of a page's script that answers keys, clicks and links.
enum ScriptControls {
  static let text = #"""
    // ---- Controls: selection, search, keys, links.
    const live = $('#live');
    const status = () => {
      const shown = many(rows.length), all = many(D.total);
      let text = `${viewNames[state.view]}: ${shown} of ${all} events`;
      if (state.query) text += ` · ${many(hitCount)} hits`;
      if (N < D.total) {
        text += ` · this page holds ${many(N)}; all: ${D.command} --format html --full`;
      } else if (rows.length < D.total) {
        text += state.view === 'all' ? ' · d shows the small ones' : ' · c shows more';
      }
      $('#status').textContent = text;
      const data = document.body.dataset;
      Object.assign(data, { view: state.view, axis: state.axis, rows: rows.length,
        hits: hitCount, selected: state.selected >= 0 ? number(state.selected) : '',
        tab: state.tab, cones: state.cones ? 'on' : 'off' });
      for (const button of document.querySelectorAll('button[data-view]')) {
        button.setAttribute('aria-pressed', String(button.dataset.view === state.view));
      }
      for (const button of document.querySelectorAll('button[data-axis]')) {
        button.setAttribute('aria-pressed', String(button.dataset.axis === state.axis));
      }
    };
    const renew = (keep) => {
      const anchor = keep && state.selected >= 0 && rowOf[state.selected] >= 0
        ? yOfRow(rowOf[state.selected]) - top() : null;
      layOut();
      if (state.selected >= 0) reveal(state.selected, anchor === null ? 0.4 : anchor / H);
      status();
      redraw();
      remember();
    };
    const reveal = (i, part) => {
      const r = rowOf[i] >= 0 ? rowOf[i] : rowFrom(i);
      if (r >= rows.length) return;
      const y = yOfRow(r);
      const inView = y - top() > 60 && y - top() < H - 40;
      if (part !== undefined || !inView) {
        scroll.scrollTop = (y - H * (part === undefined ? 0.4 : part)) / scaleOfScroll() + 34;
      }
    };
    const select = (i, jump) => {
      if (i < 0 || i >= N) return;
      const before = state.selected;
      state.selected = i;
      if (rowOf[i] < 0) {
        if (state.view !== 'all' && !core[i]) state.view = cone[i] ? 'past' : 'all';
        state.hidden.delete(P[i]);
        layOut();
      } else if (before >= 0 && quiet[before] && !state.fine) layOut();
      reveal(i, jump ? 0.4 : undefined);
      for (const item of document.querySelectorAll('#story li')) {
        item.classList.toggle('now', Number(item.dataset.event) === number(i));
      }
      live.textContent = `${clock(T[i])} ${place(P[i])}: ${cut(label(i), 200)}`;
      if (state.tab !== 'event' && state.tab !== 'state') state.tab = 'event';
      fillTabs();
      fillPanel();
      status();
      redraw();
      remember();
    };
    const clear = () => {
      if (!$('#help').hidden) return toggleHelp(false);
      if (state.query) return find('');
      state.selected = -1;
      state.cones = false;
      fillPanel();
      renew();
    };
    const move = (step, accept) => {
      if (!rows.length) return;
      const from = state.selected >= 0 ? rowFrom(state.selected)
        : step > 0 ? rowAt(Math.max(0, top())) - 1 : rows.length;
      for (let r = from + step; r >= 0 && r < rows.length; r += step) {
        if (!accept || accept(rows[r])) return select(rows[r]);
      }
    };
    const isTrouble = (i) => troubles[K[i]];
    const follow = (edges, best) => {
      if (state.selected < 0) return select(violation >= 0 ? violation : rows[0]);
      const shown = edges(state.selected).map((edge) => edge.event);
      if (shown.length) select(best(...shown));
    };
    const setView = (view) => {
      state.view = view;
      renew();
      if (state.selected < 0 && violation >= 0) reveal(violation, 0.6);
    };
    const setAxis = (axis) => {
      state.axis = axis;
      renew();
    };
    const zoom = (factor) => {
      state.zoom = factor ? Math.max(0.0001, Math.min(2, state.zoom * factor)) : Math.max(0.0001,
        Math.min(1, (H - 50) / Math.max(1, rows.length * 24)));
      renew(true);
    };
    // Lets a stretch of rows fill the frame.
    const zoomTo = (from, to) => {
      state.zoom = Math.max(0.0001, Math.min(2, (H - 50) / (24 * Math.max(1, to - from))));
      renew();
      scroll.scrollTop = yOfRow(from) / scaleOfScroll();
    };
    const box = $('#search');
    const find = (query) => {
      state.query = query;
      if (box.value !== query) box.value = query;
      layOut();
      status();
      redraw();
      remember();
    };
    const toggleHelp = (on) => {
      const help = $('#help');
      help.hidden = on === undefined ? !help.hidden : !on;
      if (!help.hidden) help.querySelector('button').focus();
    };
    const copy = (text, button) => {
      const done = () => {
        if (!button) return;
        const before = button.textContent;
        button.textContent = 'Copied';
        setTimeout(() => (button.textContent = before), 1200);
      };
      if (navigator.clipboard) return navigator.clipboard.writeText(text).then(done, () => {});
      const area = make('textarea', {}, text);
      document.body.append(area);
      area.select();
      document.execCommand('copy');
      area.remove();
      done();
    };
    const keys = {
      j: () => move(1), ArrowDown: () => move(1), k: () => move(-1), ArrowUp: () => move(-1),
      ArrowRight: () => move(1, (i) => state.selected < 0 || P[i] === P[state.selected]),
      ArrowLeft: () => move(-1, (i) => state.selected < 0 || P[i] === P[state.selected]),
      '[': () => follow(causes, Math.max), ']': () => follow(effects, Math.min),
      n: () => move(1, isTrouble), p: () => move(-1, isTrouble),
      v: () => violation >= 0 && select(violation, true),
      N: () => move(1, (i) => hits && hits[i]), P: () => move(-1, (i) => hits && hits[i]),
      c: () => setView(views[(views.indexOf(state.view) + 1) % 3]),
      a: () => setView(state.view === 'all' ? 'core' : 'all'),
      x: () => setAxis(state.axis === 'order' ? 'time' : 'order'),
      d: () => ((state.fine = !state.fine), renew()),
      h: () => ((state.cones = !state.cones), status(), redraw(), remember()),
      '+': () => zoom(1.5), '=': () => zoom(1.5), '-': () => zoom(1 / 1.5), 0: () => zoom(0),
      Home: () => move(-1, (i) => i === rows[0]),
      End: () => move(1, (i) => i === rows[rows.length - 1]),
      PageDown: () => (scroll.scrollTop += H * 0.85), PageUp: () => (scroll.scrollTop -= H * 0.85),
      '<': () => shiftLane(-1), '>': () => shiftLane(1), g: () => pinLane(),
      r: () => ((state.merged = !state.merged), renew(true)),
      l: () => ((state.messages = !state.messages), renew(true)),
      w: () => showTab('other'), y: () => copy(D.replay, $('#copy')), t: () => turnTheme(),
      '?': () => toggleHelp(), Escape: clear, '/': () => (box.focus(), box.select()),
      e: () => {
        if (state.selected < 0) return;
        showTab('event');
        $('#note').focus();
      },
      Enter: () => (showTab('event'), panel.focus()),
    };
    document.addEventListener('keydown', (event) => {
      if (event.target === box) {
        if (event.key === 'Escape') (find(''), box.blur(), scroll.focus());
        if (event.key === 'Enter') (box.blur(), scroll.focus(), move(event.shiftKey ? -1 : 1,
          (i) => hits && hits[i]));
        return;
      }
      if (event.target.id === 'note') {
        if (event.key === 'Escape') (event.target.blur(), scroll.focus());
        return;
      }
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (/^(BUTTON|SUMMARY|A)$/.test(event.target.tagName)
        && (event.key === 'Enter' || event.key === ' ')) return;
      const index = '123456'.indexOf(event.key);
      if (index >= 0 && Object.keys(tabs)[index]) showTab(Object.keys(tabs)[index]);
      else if (keys[event.key]) keys[event.key]();
      else return;
      event.preventDefault();
    });
    """#
}
