/// The part of a page's script that draws messages and marks, each kind in a shape of its own.
enum ScriptSymbols {
  static let text = #"""
    // ---- Symbols: shape first, colour second.
    const cross = (x, y, size) => {
      pen.beginPath();
      pen.moveTo(x - size, y - size);
      pen.lineTo(x + size, y + size);
      pen.moveTo(x + size, y - size);
      pen.lineTo(x - size, y + size);
      pen.stroke();
    };
    const polygon = (points, filled) => {
      pen.beginPath();
      points.forEach(([x, y], index) => (index ? pen.lineTo(x, y) : pen.moveTo(x, y)));
      pen.closePath();
      if (filled) pen.fill();
      else pen.stroke();
    };
    const ring = (x, y, size, filled) => {
      pen.beginPath();
      pen.arc(x, y, size, 0, 7);
      if (filled) pen.fill();
      else pen.stroke();
    };
    const paper = (x, y, size) => {
      pen.save();
      pen.fillStyle = ink.paper;
      ring(x, y, size, true);
      pen.restore();
    };
    const arrowHead = (x, y, angle, filled) => {
      const at = (turn, size) => [x - size * Math.cos(angle + turn),
        y - size * Math.sin(angle + turn)];
      polygon([[x, y], at(0.42, 10), at(-0.42, 10)], filled);
    };
    // Which arrows may touch a stretch of rows: those of each block of rows, made once a layout.
    let arrowBegins = null, arrowBlocks = null, blocksFor = null;
    const block = 256;
    const findArrows = () => {
      if (blocksFor === rows) return;
      blocksFor = rows;
      const visit = (take) => {
        for (let n = 0; n < arrows.length; n++) {
          const end = arrows[n], a = rowOf[C[end]], b = rowOf[end];
          if (a < 0 && b < 0) continue;
          const from = a < 0 ? Math.max(0, b - 2) : a, to = b < 0 ? a + 2 : b;
          for (let k = Math.floor(from / block); k <= Math.floor(to / block); k++) take(k, end);
        }
      };
      const begins = new Int32Array(Math.ceil(rows.length / block) + 2);
      visit((k) => begins[k + 1]++);
      for (let k = 1; k < begins.length; k++) begins[k] += begins[k - 1];
      const next = begins.slice();
      arrowBlocks = new Int32Array(begins[begins.length - 1]);
      visit((k, end) => (arrowBlocks[next[k]++] = end));
      arrowBegins = begins;
    };
    const drawArrows = (first, last, y0) => {
      findArrows();
      const from = arrowBegins[Math.floor(first / block)];
      const to = arrowBegins[Math.floor(last / block) + 1];
      for (const end of new Set(arrowBlocks.subarray(from, to))) drawArrow(end, y0);
      pen.globalAlpha = 1;
      pen.setLineDash([]);
    };
    const drawArrow = (to, y0) => {
      const from = C[to], fate = arrowFate(to);
      const x1 = xs[P[from]], x2 = xs[P[to]];
      if (x1 < 0 || x2 < 0) return;
      const a = rowOf[from], b = rowOf[to];
      // An end that is not shown leaves a stump, so that nothing seems to come from nowhere.
      const ya = (a >= 0 ? yOfRow(a) : yOfRow(b) - 16) - y0;
      const yb = (b >= 0 ? yOfRow(b) : yOfRow(a) + 16) - y0;
      if (Math.max(ya, yb) < -30 || Math.min(ya, yb) > H + 30) return;
      const text = label(from);
      const isRequest = text.includes(' request ');
      const color = fate ? ink.fault : isRequest ? ink.request
        : /reset|refusal/.test(text) ? ink.fault : ink.reply;
      const marks = marksFor(from);
      const lit = state.selected === from || state.selected === to;
      pen.globalAlpha = isDim(from) && isDim(to) ? 0.18 : 1;
      pen.strokeStyle = pen.fillStyle = color;
      pen.lineWidth = lit ? 3 : 1.6;
      const reachTo = fate === 'lost' || fate === 'damaged' || fate === 'no room' ? 0.62
        : fate === 'cut' ? 0.5 : 1;
      const xe = x1 + (x2 - x1) * reachTo, ye = ya + (yb - ya) * reachTo;
      const angle = Math.atan2(ye - ya, xe - x1);
      pen.setLineDash(fate === 'late' ? [2, 3] : fate ? [6, 4] : marks.includes('delayed') ? [2, 4]
        : isRequest ? [] : [9, 3]);
      pen.beginPath();
      pen.moveTo(x1, ya);
      pen.lineTo(xe, ye);
      pen.stroke();
      if (marks.includes('twice') && !fate) {
        pen.beginPath();
        pen.moveTo(x1, ya - 4);
        pen.lineTo(xe, ye - 4);
        pen.stroke();
      }
      pen.setLineDash([]);
      pen.lineWidth = 2;
      drawEnd(fate, xe, ye, angle);
      drawWay(marks, x1 + (xe - x1) / 2, ya + (ye - ya) / 2);
    };
    // How a message ends: each fate has a shape that needs no colour.
    const drawEnd = (fate, x, y, angle) => {
      if (fate === 'lost') (paper(x, y, 7), cross(x, y, 5));
      else if (fate === 'cut') {
        const dx = 8 * Math.sin(angle), dy = 8 * Math.cos(angle);
        pen.lineWidth = 4;
        pen.beginPath();
        pen.moveTo(x - dx, y + dy);
        pen.lineTo(x + dx, y - dy);
        pen.stroke();
      } else if (fate === 'refused') {
        const back = x - 7 * Math.cos(angle);
        pen.strokeRect(back - 4.5, y - 7 * Math.sin(angle) - 4.5, 9, 9);
      } else if (fate === 'damaged') {
        paper(x, y, 8);
        for (let turn = 0; turn < 3; turn++) {
          const c = 6 * Math.cos(turn * 1.047), s = 6 * Math.sin(turn * 1.047);
          pen.beginPath();
          pen.moveTo(x - c, y - s);
          pen.lineTo(x + c, y + s);
          pen.stroke();
        }
      } else if (fate === 'no room') (paper(x, y, 7), pen.strokeRect(x - 4, y - 4, 8, 8),
        cross(x, y, 3));
      else if (fate === 'hung') ring(x - 6 * Math.cos(angle), y - 6 * Math.sin(angle), 5, true);
      else if (fate === 'late') arrowHead(x, y, angle, false);
      else arrowHead(x - 5 * Math.cos(angle), y - 5 * Math.sin(angle), angle, true);
    };
    // What happened to a message that came through all the same.
    const drawWay = (marks, x, y) => {
      pen.lineWidth = 1.6;
      let at = x;
      const put = (body) => (paper(at, y, 8), body(at, y), at += 15);
      if (marks.includes('delayed')) {
        put((x, y) => {
          ring(x, y, 5.5, false);
          pen.beginPath();
          pen.moveTo(x, y - 4);
          pen.lineTo(x, y);
          pen.lineTo(x + 3, y);
          pen.stroke();
        });
      }
      if (marks.includes('held')) {
        put((x, y) => polygon([[x, y - 6], [x + 6, y], [x, y + 6], [x - 6, y]], false));
      }
      if (marks.includes('overtaken')) {
        put((x, y) => {
          pen.beginPath();
          pen.moveTo(x - 6, y);
          pen.lineTo(x - 2, y - 5);
          pen.lineTo(x + 2, y + 5);
          pen.lineTo(x + 6, y);
          pen.stroke();
        });
      }
      if (marks.includes('twice')) {
        put((x, y) => {
          pen.fillStyle = pen.strokeStyle;
          pen.font = 'bold 11px system-ui, sans-serif';
          pen.fillText('×2', x - 7, y);
        });
      }
      if (marks.includes('damaged')) {
        put((x, y) => {
          pen.fillStyle = pen.strokeStyle;
          pen.font = 'bold 14px system-ui, sans-serif';
          pen.fillText('✱', x - 6, y + 1);
        });
      }
    };
    const drawMarks = (first, last, y0) => {
      for (let r = first; r <= last; r++) {
        const i = rows[r];
        if (P[i] < 0 || xs[P[i]] < 0) continue;
        pen.globalAlpha = isDim(i) ? 0.28 : 1;
        drawMark(i, xs[P[i]], yOfRow(r) - y0);
      }
      pen.globalAlpha = 1;
    };
    const drawMark = (i, x, y) => {
      const name = kind(i);
      // What never arrived leaves no mark on the lane that it was meant for.
      if (['lost', 'cut', 'no room'].includes(fateOf(i)) && C[i] >= 0 && rowOf[C[i]] >= 0) return;
      pen.lineWidth = 2;
      pen.strokeStyle = pen.fillStyle = colorOf(i);
      if (i === violation) {
        const points = [];
        for (let k = 0; k < 16; k++) {
          const size = k % 2 ? 6 : 11, turn = (k * Math.PI) / 8;
          points.push([x + size * Math.cos(turn), y + size * Math.sin(turn)]);
        }
        return polygon(points, true);
      }
      if (name === 'committed' || name === 'recovered') {
        pen.fillStyle = ink.ink;
        return pen.fillRect(x - 5, y - 5, 10, 10);
      }
      if (name === 'commit-lost' || name === 'disk-failed') {
        paper(x, y, 8);
        pen.strokeRect(x - 6, y - 6, 12, 12);
        return cross(x, y, 4);
      }
      if (name === 'process-crashed') {
        paper(x, y, 10);
        pen.lineWidth = 4;
        pen.strokeStyle = ink.bad;
        return cross(x, y, 7);
      }
      if (name === 'process-paused') {
        paper(x, y, 8);
        return (pen.fillRect(x - 5, y - 6, 4, 12), pen.fillRect(x + 1, y - 6, 4, 12));
      }
      if (/process-start|process-resumed/.test(name)) {
        pen.fillStyle = ink.good;
        return polygon([[x, y - 6], [x + 6, y + 5], [x - 6, y + 5]], true);
      }
      if (/process-stopped|process-draining/.test(name)) {
        paper(x, y, 7);
        return polygon([[x, y + 6], [x + 6, y - 5], [x - 6, y - 5]], false);
      }
      if (name === 'fault-struck') {
        return polygon([[x + 2, y - 9], [x - 6, y + 2], [x - 1, y + 2], [x - 3, y + 9],
          [x + 6, y - 2], [x + 1, y - 2]], true);
      }
      if (name === 'timed-out') {
        paper(x, y, 8);
        return (polygon([[x - 5, y - 6], [x + 5, y - 6], [x - 5, y + 6], [x + 5, y + 6]], false));
      }
      if (/operation-invoked/.test(name)) return (paper(x, y, 7), ring(x, y, 5.5, false));
      if (/operation-/.test(name)) return (ring(x, y, 5.5, true));
      ring(x, y, quiet[i] ? 2 : 3.2, true);
    };
    """#
}
