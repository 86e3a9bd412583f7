/// The part of a page's script that draws the space-time diagram.
enum ScriptDrawing {
  static let text = #"""
    // ---- Drawing: lanes, arrows, marks and words of what is in view, nothing else.
    const canvas = $('#diagram'), scroll = $('#scroll'), spacer = $('#spacer');
    let pen = canvas.getContext('2d');
    const map = $('#minimap'), mapPen = map.getContext('2d');
    let W = 0, H = 0, laneWidth = 60, gutter = 92, left = 0, textLeft = 0, ink = {};
    // Browsers do not scroll further than some thirty million pixels.
    const tallest = 30e6;
    const scaleOfScroll = () => (height > tallest ? height / tallest : 1);
    const readInk = () => {
      const style = getComputedStyle(document.documentElement);
      for (const name of ['ink', 'muted', 'line', 'paper', 'panel', 'request', 'reply', 'fault',
        'bad', 'good', 'past', 'future', 'select', 'down', 'hit']) {
        ink[name] = style.getPropertyValue(`--${name}`).trim();
      }
    };
    const sizeScroll = () => {
      // A short diagram needs no tall frame.
      scroll.parentElement.style.maxHeight = `${Math.max(320, height + 84)}px`;
      const box = scroll.getBoundingClientRect();
      const ratio = window.devicePixelRatio || 1;
      W = scroll.clientWidth;
      H = Math.max(120, Math.floor(box.height));
      canvas.width = W * ratio;
      canvas.height = H * ratio;
      canvas.style.width = `${W}px`;
      canvas.style.height = `${H}px`;
      pen.setTransform(ratio, 0, 0, ratio, 0, 0);
      map.width = 16 * ratio;
      map.height = H * ratio;
      mapPen.setTransform(ratio, 0, 0, ratio, 0, 0);
      const shown = shownLanes().length || 1;
      gutter = W < 560 ? 66 : 104;
      const room = (W - gutter) * (W < 560 ? 0.4 : 0.46);
      laneWidth = Math.max(14, Math.min(132, room / shown));
      left = gutter + laneWidth / 2;
      textLeft = gutter + shown * laneWidth + 6;
      spacer.style.height = `${Math.min(height + 60, tallest) + 34}px`;
      heads();
      draw();
    };
    const laneX = (p) => {
      const index = state.hidden.has(p) ? -1 : shownLanes().indexOf(home(p));
      return index < 0 ? -1 : left + index * laneWidth;
    };
    let xs = [];
    const top = () => scroll.scrollTop * scaleOfScroll() - 34;
    const say = (text, x, y, color, width, weight) => {
      pen.fillStyle = color;
      pen.font = `${weight || ''} 13px system-ui, sans-serif`;
      let cut = text.length > 240 ? text.slice(0, 240) + '…' : text;
      if (width && pen.measureText(cut).width > width) {
        let low = 0, high = cut.length;
        while (low < high) {
          const middle = (low + high + 1) >> 1;
          if (pen.measureText(cut.slice(0, middle) + '…').width <= width) low = middle;
          else high = middle - 1;
        }
        cut = cut.slice(0, low) + '…';
      }
      pen.fillText(cut, x, y);
    };

    let past = null, future = null, marked = -2;
    const findCones = () => {
      if (marked === state.selected) return;
      marked = state.selected;
      past = state.selected >= 0 ? pastOf(state.selected) : null;
      future = state.selected >= 0 ? futureOf(state.selected) : null;
    };
    const isDim = (i) => {
      if (hits) return !hits[i];
      return state.cones && past && !past[i] && !future[i];
    };

    let pending = false;
    const redraw = () => {
      if (pending) return;
      pending = true;
      requestAnimationFrame(() => {
        pending = false;
        draw();
      });
    };
    const draw = () => {
      if (!W) return;
      findCones();
      xs = D.places.map((_, p) => laneX(p));
      pen.clearRect(0, 0, W, H);
      pen.textBaseline = 'middle';
      const y0 = top();
      if (!rows.length) {
        say('Nothing is shown: no event passes the filters.', gutter, 60, ink.muted);
        return drawMap();
      }
      const first = rowAt(Math.max(0, y0 - 40)), last = rowAt(y0 + H + 40);
      const perRow = (y0 + H - y0) / Math.max(1, last - first);
      drawSpans(y0);
      drawLanes(y0);
      if (perRow < 5) drawDensity(first, last, y0);
      else {
        drawRows(first, last, y0);
        drawArrows(first, last, y0);
        drawMarks(first, last, y0);
      }
      drawFolds(y0);
      drawMap();
      canvas.dataset.drawn = String(last - first + 1);
    };
    const drawSpans = (y0) => {
      for (const span of spans) {
        const a = yFrom(span.from) - y0, b = Math.min(yFrom(span.to) - y0, height - y0 + 20);
        if (b < 0 || a > H) continue;
        // Nothing that is shown happened meanwhile, or all of it before.
        if (b - a < 1 || rowFrom(span.from) === rows.length) continue;
        if (span.lane >= 0 && xs[span.lane] < 0) continue;
        const wide = span.lane < 0;
        const x = wide ? gutter : xs[span.lane] - Math.min(laneWidth, 26) / 2;
        const w = wide ? textLeft - gutter - 6 : Math.min(laneWidth, 26);
        pen.save();
        pen.beginPath();
        pen.rect(x, a, w, b - a);
        pen.clip();
        pen.strokeStyle = span.what === 'down' || span.what === 'frozen' ? ink.down : ink.fault;
        pen.globalAlpha = wide ? 0.35 : 0.5;
        pen.lineWidth = 1;
        pen.beginPath();
        const step = span.what === 'frozen' ? 5 : 9;
        for (let y = Math.max(a, -20) - (Math.max(a, -20) % step) - w; y < Math.min(b, H + 20);
          y += step) {
          if (span.what === 'frozen') (pen.moveTo(x, y), pen.lineTo(x + w, y));
          else (pen.moveTo(x, y + w), pen.lineTo(x + w, y));
        }
        pen.stroke();
        pen.restore();
        if (wide && a > -20) say(`${span.what} ${span.name}`, x + 4, a + 10, ink.fault, w - 8);
      }
    };
    const drawLanes = (y0) => {
      pen.lineWidth = 1.5;
      for (const p of lanes) {
        if (xs[p] < 0) continue;
        pen.strokeStyle = ink.line;
        pen.beginPath();
        pen.moveTo(xs[p], Math.max(0, -y0));
        pen.lineTo(xs[p], Math.min(H, height - y0));
        pen.stroke();
      }
    };
    const drawRows = (first, last, y0) => {
      let busy = -99;
      for (let r = first; r <= last; r++) {
        const i = rows[r], y = yOfRow(r) - y0;
        const dim = isDim(i);
        pen.globalAlpha = dim ? 0.28 : 1;
        if (i === state.selected || i === violation) {
          pen.fillStyle = i === state.selected ? ink.select : ink.bad;
          pen.globalAlpha = i === state.selected ? 1 : 0.14;
          pen.fillRect(0, y - 12, W, 24);
          pen.globalAlpha = dim ? 0.28 : 1;
        }
        if (state.cones && past) {
          pen.fillStyle = past[i] ? ink.past : future[i] ? ink.future : 'transparent';
          pen.fillRect(0, y - 11, 4, 22);
        }
        if (notes.size && notes.has(String(number(i)))) {
          say('✎', W - 18, y, ink.hit);
        }
        if (hits && hits[i]) {
          pen.fillStyle = ink.hit;
          pen.fillRect(textLeft - 4, y - 11, 3, 22);
        }
        if (y - busy < 15) continue;
        busy = y;
        const same = r > first && clock(T[rows[r - 1]]) === clock(T[i]);
        const time = W < 560 ? clock(T[i]).slice(3) : clock(T[i]);
        if (!same) say(time, 8, y, ink.muted);
        const bold = i === violation ? 'bold' : '';
        say(label(i), textLeft + 2, y, colorOf(i), W - textLeft - 24, bold);
      }
      pen.globalAlpha = 1;
    };
    const colorOf = (i) => {
      if (i === violation) return ink.bad;
      if (troubles[K[i]]) return ink.fault;
      return quiet[i] || isKind(i, 'message-delivered', 'logged') ? ink.muted : ink.ink;
    };
    const drawFolds = (y0) => {
      pen.textAlign = 'left';
      for (const fold of folds) {
        const y = fold.y + 12 - y0;
        if (y < -20 || y > H + 20) continue;
        pen.strokeStyle = ink.muted;
        pen.setLineDash([2, 4]);
        pen.beginPath();
        pen.moveTo(gutter, y);
        pen.lineTo(textLeft, y);
        pen.stroke();
        pen.setLineDash([]);
        say(`${span(fold.gap)} pass`, textLeft + 2, y, ink.muted);
      }
    };
    const drawDensity = (first, last, y0) => {
      const counts = D.places.map(() => new Uint16Array(H + 1));
      const bad = new Uint8Array(H + 1);
      for (let r = first; r <= last; r++) {
        const i = rows[r], y = Math.floor(yOfRow(r) - y0);
        if (y < 0 || y > H) continue;
        if (P[i] >= 0) counts[P[i]][y]++;
        if (troubles[K[i]]) bad[y] = 1;
        if (i === violation) bad[y] = 2;
      }
      let most = 1;
      for (const column of counts) for (const count of column) if (count > most) most = count;
      for (const p of lanes) {
        if (xs[p] < 0) continue;
        pen.fillStyle = ink.request;
        for (let y = 0; y <= H; y++) {
          const count = counts[p][y];
          if (!count) continue;
          const w = Math.max(1, (Math.log2(1 + count) / Math.log2(1 + most)) * (laneWidth - 8));
          pen.fillRect(xs[p] - w / 2, y, w, 1);
        }
      }
      for (let y = 0; y <= H; y++) {
        if (!bad[y]) continue;
        pen.fillStyle = bad[y] === 2 ? ink.bad : ink.fault;
        pen.fillRect(textLeft, y - (bad[y] === 2 ? 2 : 0), bad[y] === 2 ? 60 : 14,
          bad[y] === 2 ? 4 : 1);
      }
      say(`${many(last - first + 1)} events in view; + zooms in`, textLeft + 30,
        16, ink.muted);
    };
    // The strip beside the diagram: drawn once for each layout, then copied.
    const chart = document.createElement('canvas');
    let chartFor = null;
    const drawMap = () => {
      mapPen.clearRect(0, 0, 16, H);
      if (!rows.length) return;
      const key = `${rows.length} ${state.view} ${state.query} ${H} ${ink.paper} ${hitCount}`;
      if (chartFor !== key) {
        chartFor = key;
        drawChart();
      }
      mapPen.drawImage(chart, 0, 0);
      const at = (r) => (r / rows.length) * (H - 6);
      const y0 = Math.max(0, top());
      mapPen.strokeStyle = ink.ink;
      mapPen.globalAlpha = 0.6;
      mapPen.strokeRect(1.5, at(rowAt(y0)) + 0.5, 13,
        Math.max(8, at(rowAt(y0 + H)) - at(rowAt(y0))));
      mapPen.globalAlpha = 1;
    };
    const drawChart = () => {
      chart.width = 16;
      chart.height = H;
      const brush = chart.getContext('2d');
      brush.fillStyle = ink.line;
      brush.fillRect(0, 0, 1, H);
      const marks = new Uint8Array(H + 1);
      for (let r = 0; r < rows.length; r++) {
        const i = rows[r], y = Math.floor((r / rows.length) * (H - 6));
        if (hits && hits[i]) marks[y] = 2;
        else if (!marks[y] && troubles[K[i]]) marks[y] = 1;
      }
      for (let y = 0; y <= H; y++) {
        if (!marks[y]) continue;
        brush.fillStyle = marks[y] === 2 ? ink.hit : ink.fault;
        brush.fillRect(marks[y] === 2 ? 4 : 5, y, marks[y] === 2 ? 10 : 8, 2);
      }
      if (violation >= 0) {
        brush.fillStyle = ink.bad;
        brush.fillRect(2, (rowFrom(violation) / rows.length) * (H - 6) - 1, 14, 4);
      }
    };
    """#
}
