/// The part of a page's script that reads the data and finds what belongs together.
enum ScriptModel {
  static let text = #"""
    // ---- Model: columns to typed arrays, edges, cones, messages, lives, states.
    const $ = (selector) => document.querySelector(selector);
    // What is needed later is read later: a large page would open slowly otherwise.
    const once = (make) => {
      let made = null;
      return () => made || (made = make());
    };
    const open = (text) => {
      const lines = text.split('\n'), blocks = [];
      const strings = (i) => {
        const block = i >> 10;
        return (blocks[block] || (blocks[block] = JSON.parse(lines[2 + block])))[i & 1023];
      };
      return { data: JSON.parse(lines[0]), rest: once(() => JSON.parse(lines[1])), strings };
    };
    const { data: D, rest, strings: S } = open($('#data').textContent);
    const N = D.t.length;
    const kindNumber = Object.fromEntries(D.kinds.map((name, index) => [name, index]));
    const sum = (column) => {
      const result = new Float64Array(column.length);
      let total = 0;
      for (let i = 0; i < column.length; i++) result[i] = total += column[i];
      return result;
    };
    const T = sum(D.t);
    const K = Uint8Array.from(D.k);
    const P = Int16Array.from(D.p);
    const Q = Int16Array.from(D.q);
    const C = new Int32Array(N);
    for (let i = 0; i < N; i++) C[i] = D.c[i] > 0 ? i - D.c[i] : -1;
    // The message that each event is about, and the operation that it serves; -1 for none.
    const M = sum(D.m);
    const O = new Int32Array(N);
    for (let i = 0; i < N; i++) O[i] = D.o[i] < 0 ? -1 : i - D.o[i];
    const numbers = D.n ? sum(D.n) : null;
    const number = (i) => (numbers ? numbers[i] : i);
    const position = (n) => {
      if (!numbers) return n >= 0 && n < N ? n : -1;
      let low = 0, high = N - 1;
      while (low < high) {
        const middle = (low + high) >> 1;
        if (numbers[middle] < n) low = middle + 1; else high = middle;
      }
      return numbers[low] === n ? low : -1;
    };
    const kind = (i) => D.kinds[K[i]];
    const isKind = (i, ...names) => names.includes(kind(i));
    // Sets of kinds as tables, for what is asked of every event.
    const kindSet = (...names) => Uint8Array.from(D.kinds, (name) => (names.includes(name) ? 1 : 0));
    const label = (i) => (D.x[i] >= 0 ? S(D.x[i]) : kind(i));
    const detail = (i) => (rest().d[i] >= 0 ? S(rest().d[i]) : '');
    const many = (n) => String(n).replace(/\B(?=(\d{3})+$)/g, ',');
    const place = (p) => (p >= 0 ? D.places[p] : 'the whole system');
    const quiet = new Uint8Array(N);
    for (const i of D.told) if (K[i] !== kindNumber['message-delivered']) quiet[i] = 1;
    const violation = D.violation;
    if (violation >= 0) quiet[violation] = 0;

    // Edges of each event, earlier and later ones, side by side.
    const edges = once(() => {
      const inStart = new Int32Array(N + 1), outStart = new Int32Array(N + 1);
      const list = rest().e, count = list.length / 3;
      const from = new Int32Array(count), why = new Uint8Array(count);
      const to = new Int32Array(count);
      for (let i = 0, at = 0; i < count; i++) {
        at += list[3 * i];
        to[i] = at;
        from[i] = at - list[3 * i + 1];
        why[i] = list[3 * i + 2];
        inStart[at + 1]++;
        outStart[from[i] + 1]++;
      }
      for (let i = 0; i < N; i++) {
        inStart[i + 1] += inStart[i];
        outStart[i + 1] += outStart[i];
      }
      const out = new Int32Array(count);
      for (let i = 0, next = outStart.slice(); i < count; i++) out[next[from[i]]++] = i;
      return { inStart, outStart, from, to, why, out };
    });
    const causes = (i) => {
      const { inStart, from, why } = edges(), result = [];
      for (let e = inStart[i]; e < inStart[i + 1]; e++) {
        result.push({ event: from[e], why: D.edgeKinds[why[e]] });
      }
      return result;
    };
    const effects = (i) => {
      const { outStart, out, to, why } = edges(), result = [];
      for (let e = outStart[i]; e < outStart[i + 1]; e++) {
        result.push({ event: to[out[e]], why: D.edgeKinds[why[out[e]]] });
      }
      return result;
    };
    const reach = (root, start, next) => {
      const seen = new Uint8Array(N);
      const queue = [root];
      seen[root] = 1;
      while (queue.length) {
        const i = queue.pop();
        for (let e = start[i]; e < start[i + 1]; e++) {
          const other = next(e);
          if (!seen[other]) {
            seen[other] = 1;
            queue.push(other);
          }
        }
      }
      return seen;
    };
    const pastOf = (i) => {
      const { inStart, from } = edges();
      return reach(i, inStart, (e) => from[e]);
    };
    const futureOf = (i) => {
      const { outStart, out, to } = edges();
      return reach(i, outStart, (e) => to[out[e]]);
    };
    const spread = (lengths) => {
      const members = new Uint8Array(N);
      if (!lengths) return members.fill(1);
      let at = 0, inside = 0;
      for (const length of lengths) {
        if (inside) members.fill(1, at, at + length);
        at += length;
        inside = 1 - inside;
      }
      return members;
    };
    const cone = spread(D.cone), core = spread(D.core);

    // Messages: what became of each, found by its number.
    const fateNames = {
      'message-lost': 'lost', 'message-cut': 'cut', 'message-overflowed': 'no room',
      'message-refused': 'refused', 'message-late': 'late', 'message-hung': 'hung',
      'message-corrupted': 'damaged', 'message-duplicated': 'twice', 'message-held': 'held',
      'message-released': 'released', 'message-reordered': 'overtaken',
      'message-delayed': 'delayed', 'message-reset': 'broken off',
    };
    const ends = new Set(['lost', 'cut', 'no room', 'refused', 'late', 'hung']);
    const fatesByKind = D.kinds.map((name) => fateNames[name]);
    const fateOf = (i) => fatesByKind[K[i]];
    const troubles = kindSet(...Object.keys(fateNames), 'process-crashed', 'process-paused',
      'fault-struck', 'timed-out', 'commit-lost', 'disk-failed');
    const arrows = [];
    const marksOf = new Map();
    const arrivals = new Set();
    for (let i = 0; i < N; i++) {
      const fate = fateOf(i);
      if (fate) {
        const list = marksOf.get(M[i]) || [];
        list.push(fate);
        marksOf.set(M[i], list);
      }
      if (C[i] < 0) continue;
      if (K[i] === kindNumber['message-delivered']) {
        arrows.push({ from: C[i], to: i, fate: '' });
        if (marksOf.has(M[i])) arrivals.add(M[i]);
      } else if (fate && ends.has(fate)) {
        arrows.push({ from: C[i], to: i, fate });
      }
    }
    // A damaged message that nobody hands on ends where it was damaged.
    for (let i = 0; i < N; i++) {
      if (fateOf(i) === 'damaged' && C[i] >= 0 && !arrivals.has(M[i])) {
        arrows.push({ from: C[i], to: i, fate: 'damaged' });
      }
    }

    // Stretches in which something was wrong: a host down or frozen, a fault that stood.
    const spans = [];
    {
      const open = new Map();
      const begin = (key, i, lane, what, name) => open.set(key, { from: i, lane, what, name });
      const finish = (key, i) => {
        const span = open.get(key);
        if (span) spans.push({ ...span, to: i });
        open.delete(key);
      };
      const shaping = kindSet('process-crashed', 'process-stopped', 'process-starting',
        'process-paused', 'process-resumed', 'fault-struck', 'fault-healed');
      for (let i = 0; i < N; i++) {
        if (!shaping[K[i]]) continue;
        const p = P[i];
        if (isKind(i, 'process-crashed', 'process-stopped')) begin(`down ${p}`, i, p, 'down', '');
        if (isKind(i, 'process-starting')) finish(`down ${p}`, i);
        if (isKind(i, 'process-paused')) begin(`frozen ${p}`, i, p, 'frozen', '');
        if (isKind(i, 'process-resumed')) finish(`frozen ${p}`, i);
        if (isKind(i, 'fault-struck', 'fault-healed')) {
          const text = label(i).replace(/ \(.*$/, '');
          const id = text.slice(0, text.lastIndexOf(':'));
          const what = text.slice(text.lastIndexOf(':') + 1).replace(' is over', '').trim();
          const lasting = /^(partition|clog|hold|slow|skew|disk|store|outside)/;
          if (isKind(i, 'fault-healed')) finish(`fault ${id}`, i);
          else if (lasting.test(what)) {
            const all = /^(partition|clog|hold)/.test(what);
            begin(`fault ${id}`, i, all ? -1 : p, what, id);
          }
        }
      }
      for (const span of open.values()) spans.push({ ...span, to: N });
    }

    // States: every change of a committed record, five numbers each.
    const changes = once(() => {
      const { ch } = rest(), list = [], text = (i) => (i >= 0 ? S(i) : undefined);
      for (let i = 0; i < ch.length; i += 5) {
        list.push({ event: ch[i], host: ch[i + 1], key: text(ch[i + 2]), before: text(ch[i + 3]),
          after: text(ch[i + 4]) });
      }
      return list;
    });
    const changesByEvent = once(() => {
      const map = new Map();
      for (const change of changes()) {
        const list = map.get(change.event);
        if (list) list.push(change); else map.set(change.event, [change]);
      }
      return map;
    });
    const changesAt = (i) => changesByEvent().get(i) || [];
    const stateAt = (i) => {
      const hosts = D.places.map(() => new Map());
      for (const change of changes()) {
        if (change.event > i) break;
        const host = hosts[change.host];
        if (change.after === undefined) host.delete(change.key);
        else host.set(change.key, { value: change.after, event: change.event });
      }
      return hosts;
    };

    // Times as people read them.
    const clock = (ns) => {
      const ms = Math.floor((Number(BigInt(D.epoch) / 1000000n) + ns / 1e6) % 86400000);
      const two = (n) => String(n).padStart(2, '0');
      return `${two(Math.floor(ms / 3600000))}:${two(Math.floor(ms / 60000) % 60)}:`
        + `${two(Math.floor(ms / 1000) % 60)}.${String(ms % 1000).padStart(3, '0')}`;
    };
    const seconds = (ns) => `${(ns / 1e9).toFixed(6)} s`;
    const span = (ns) => {
      if (ns >= 1e9) return `${+(ns / 1e9).toFixed(2)} s`;
      if (ns >= 1e6) return `${+(ns / 1e6).toFixed(1)} ms`;
      return `${+(ns / 1e3).toFixed(1)} µs`;
    };
    """#
}
