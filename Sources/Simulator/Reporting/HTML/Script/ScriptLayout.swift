/// The part of a page's script that decides which events are shown and where.
enum ScriptLayout {
  static let text = #"""
    // ---- Layout: which events are rows, and the height of each.
    const views = ['core', 'past', 'all'];
    const viewNames = { core: 'The cause', past: 'All that led to it', all: 'Everything' };
    const state = {
      view: violation >= 0 ? 'core' : 'all', axis: 'order', query: '', fine: false,
      selected: -1, cones: false, tab: 'event', zoom: 1, hidden: new Set(), top: 0,
      merged: false, messages: false,
    };
    let lanes = D.places.map((_, index) => index);
    // The lane on which a host stands: its own, or one for all hosts of its service.
    const stem = (p) => D.places[p].replace(/-\d+$/, '');
    const mates = (p) => (state.merged ? lanes.filter((q) => stem(q) === stem(p)) : [p]);
    const home = (p) => mates(p)[0];
    const shownLanes = () => lanes.filter((p) => !state.hidden.has(p) && home(p) === p);
    const between = kindSet('message-sent', 'message-delivered', 'operation-invoked',
      'operation-succeeded', 'operation-failed', 'operation-unknown', ...Object.keys(fateNames));
    let rows = new Int32Array(0), rowY = null, rowOf = new Int32Array(N), folds = [];
    let hits = null, hitCount = 0, height = 0, rowHeight = 24;
    const shownEvents = () => {
      const { fine, selected, messages, hidden } = state, list = new Int32Array(N);
      const members = state.view === 'core' ? core : state.view === 'past' ? cone : null;
      let count = 0;
      for (let i = 0; i < N; i++) {
        if (members && !members[i]) continue;
        if (quiet[i] && !fine && i !== selected) continue;
        if (messages && !between[K[i]] && !troubles[K[i]] && i !== violation) continue;
        if (hidden.size && P[i] >= 0 && hidden.has(P[i])) continue;
        list[count++] = i;
      }
      return list.slice(0, count);
    };

    // A filter is words that must all occur; host:, kind:, to:, order: narrow one word down.
    const test = (query) => {
      const words = query.toLowerCase().split(/\s+/).filter(Boolean);
      const parts = words.map((word) => {
        const not = word.startsWith('-');
        const bare = not ? word.slice(1) : word;
        const [, field, value] = /^(host|kind|to|order):(.*)$/.exec(bare) || [, '', bare];
        const look = (i) => {
          if (field === 'host') return place(P[i]).toLowerCase().includes(value);
          if (field === 'to') return Q[i] >= 0 && place(Q[i]).toLowerCase().includes(value);
          if (field === 'kind') return kind(i).includes(value);
          if (field === 'order') {
            return O()[i] >= 0 && label(O()[i]).toLowerCase().includes(value);
          }
          return label(i).toLowerCase().includes(value) || detail(i).toLowerCase().includes(value)
            || place(P[i]).toLowerCase().includes(value) || kind(i).includes(value);
        };
        return (i) => look(i) !== not;
      });
      return (i) => parts.every((part) => part(i));
    };

    // What happens around an event: `A then B` marks every A and the next B after it, `A without B`
    // every A after which no B comes, in the same operation where A serves one.
    const findHits = (query) => {
      const marked = new Uint8Array(N);
      const steps = query.split(/\s+(then|without)\s+/);
      const tests = steps.map((step, index) => (index % 2 ? null : test(step)));
      const next = (step, from, operation) => {
        for (let i = from; i < N; i++) {
          if ((operation < 0 || O()[i] === operation) && tests[step](i)) return i;
        }
        return -1;
      };
      const match = (begin) => {
        const found = [begin];
        for (let step = 2; step < steps.length; step += 2) {
          const last = found[found.length - 1];
          const without = steps[step - 1] === 'without';
          const other = next(step, last + 1, without ? O()[begin] : -1);
          if (without !== (other < 0)) return;
          if (!without) found.push(other);
        }
        for (const i of found) marked[i] = 1;
      };
      for (let i = 0; i < N; i++) if (tests[0](i)) match(i);
      return marked;
    };

    const layOut = () => {
      rows = shownEvents();
      rowOf.fill(-1);
      for (let r = 0; r < rows.length; r++) rowOf[rows[r]] = r;
      rowHeight = 24 * state.zoom;
      folds = [];
      if (state.axis === 'time') layOutTime();
      else {
        rowY = null;
        height = rows.length * rowHeight;
      }
      hits = state.query ? findHits(state.query) : null;
      hitCount = 0;
      if (hits) for (const i of rows) hitCount += hits[i];
      sizeScroll();
    };

    // Virtual time: heights follow the time that passed; long idle stretches are folded.
    const layOutTime = () => {
      const gaps = [];
      for (let r = 1; r < rows.length; r++) {
        const gap = T[rows[r]] - T[rows[r - 1]];
        if (gap > 0) gaps.push(gap);
      }
      gaps.sort((a, b) => a - b);
      const usual = gaps[Math.floor(gaps.length * 0.6)] || 1e6;
      const scale = (30 * state.zoom) / usual;
      const most = 110 * state.zoom;
      rowY = new Float64Array(rows.length);
      let y = 0;
      for (let r = 0; r < rows.length; r++) {
        if (r > 0) {
          const gap = T[rows[r]] - T[rows[r - 1]];
          let step = gap * scale;
          if (step > most) {
            folds.push({ y: y + 23 * state.zoom, gap });
            step = 46 * state.zoom;
          }
          y += Math.max(step, 19 * state.zoom);
        }
        rowY[r] = y;
      }
      height = y + rowHeight;
    };
    const yOfRow = (r) => (rowY ? rowY[r] + rowHeight / 2 : (r + 0.5) * rowHeight);
    const rowAt = (y) => {
      if (!rowY) return Math.max(0, Math.min(rows.length - 1, Math.floor(y / rowHeight)));
      let low = 0, high = rows.length - 1;
      while (low < high) {
        const middle = (low + high + 1) >> 1;
        if (rowY[middle] <= y) low = middle; else high = middle - 1;
      }
      return Math.max(0, low);
    };
    // The first row at or after an event, whether the event itself is shown or not.
    const rowFrom = (i) => {
      let low = 0, high = rows.length;
      while (low < high) {
        const middle = (low + high) >> 1;
        if (rows[middle] < i) low = middle + 1; else high = middle;
      }
      return low;
    };
    const yFrom = (i) => {
      const r = rowFrom(i);
      return r < rows.length ? yOfRow(r) : height;
    };
    """#
}
