/// The part of a page's script that reads the data and finds what belongs together.
enum ScriptModel {
  static let text = #"""
    // ---- Model: columns to typed arrays, edges, cones, messages, lives, states.
    const { data: D, rest, N, T, C, K, P, Q, numbers, marks, changes, label, detail, task }
      = open($('#data').textContent);
    const kindNumber = Object.fromEntries(D.kinds.map((name, index) => [name, index]));
    // The message that each event is about, and the operation that it serves; -1 for none.
    const M = once(() => {
      const result = new Float64Array(N).fill(-1), { signed } = reader(rest().m);
      for (let i = 0, next = 0; i < N; i++) {
        if (!(marks[i] & 2)) continue;
        result[i] = (C[i] >= 0 ? result[C[i]] : next) + signed();
        if (result[i] >= next) next = result[i] + 1;
      }
      return result;
    });
    const O = once(() => {
      const { o, operations } = rest(), begins = [], steps = reader(operations);
      for (let at = 0; steps.more();) begins.push(at += steps.next());
      const result = new Int32Array(N).fill(-1), { next } = reader(o);
      for (let i = 0, last = -1; i < N; i++) {
        const step = next();
        if (step) result[i] = begins[last += step % 2 ? (step - 1) / 2 : -step / 2];
      }
      return result;
    });
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
    const many = (n) => String(n).replace(/\B(?=(\d{3})+$)/g, ',');
    const place = (p) => (p >= 0 ? D.places[p] : 'the whole system');
    const delivered = kindNumber['message-delivered'];
    const quiet = new Uint8Array(N);
    for (let i = 0; i < N; i++) if (marks[i] & 1 && K[i] !== delivered) quiet[i] = 1;
    const violation = D.violation;
    if (violation >= 0) quiet[violation] = 0;

    // Edges of each event, earlier and later ones, side by side.
    const edges = once(() => {
      const inStart = new Int32Array(N + 1), outStart = new Int32Array(N + 1);
      const { e: letters, edges: count } = rest(), { next } = reader(letters);
      const from = new Int32Array(count), why = new Uint8Array(count);
      const to = new Int32Array(count);
      for (let i = 0, e = 0; i < N; i++) {
        for (let more = 1; more; e++) {
          const edge = next();
          if (!edge) break;
          to[e] = i;
          from[e] = i - (edge >> 4);
          why[e] = (edge >> 1) & 7;
          outStart[from[e] + 1]++;
          more = edge & 1;
        }
        inStart[i + 1] = e;
      }
      for (let i = 0; i < N; i++) outStart[i + 1] += outStart[i];
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
      const { next, more } = reader(lengths);
      for (let at = 0, inside = 0; more();) {
        const length = next();
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
    // What went wrong, in order.
    const troubled = [];
    // What became of each message on its way, by its number.
    const marksOf = new Map();
    const marksFor = (i) => (marksOf.size && marksOf.get(M()[i])) || [];
    // An arrow is named by the event at its end, and comes from C of that.
    const isArrow = new Uint8Array(N);
    const arrowFate = (i) => (K[i] === delivered ? '' : fateOf(i));
    const arrows = (() => {
      const isFate = kindSet(...Object.keys(fateNames)), damaged = [], arrivals = new Set();
      for (let i = 0; i < N; i++) {
        const k = K[i];
        if (troubles[k]) troubled.push(i);
        if (k === delivered && C[i] >= 0) {
          isArrow[i] = 1;
          if (marksOf.size && marksOf.has(M()[i])) arrivals.add(M()[i]);
        } else if (isFate[k]) {
          const fate = fateOf(i), list = marksOf.get(M()[i]);
          if (list) list.push(fate);
          else marksOf.set(M()[i], [fate]);
          if (C[i] >= 0 && ends.has(fate)) isArrow[i] = 1;
          if (C[i] >= 0 && fate === 'damaged') damaged.push(i);
        }
      }
      // A damaged message that nobody hands on ends where it was damaged.
      for (const i of damaged) if (!arrivals.has(M()[i])) isArrow[i] = 1;
      const list = new Int32Array(N);
      let count = 0;
      for (let i = 0; i < N; i++) if (isArrow[i]) list[count++] = i;
      return list.slice(0, count);
    })();

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

    // States: what an event changed, and what all before it come to.
    const changesAt = (i) => {
      const { count, event, host, key, before, after } = changes(), list = [];
      let low = 0, high = count;
      while (low < high) {
        const middle = (low + high) >> 1;
        if (event[middle] < i) low = middle + 1; else high = middle;
      }
      for (let n = low; n < count && event[n] === i; n++) {
        list.push({ host: host(n), key: key(n), before: before(n), after: after(n) });
      }
      return list;
    };
    const stateAt = (i) => {
      const { count, records, record, event, host, key, after } = changes();
      const hosts = D.places.map(() => new Map()), last = new Int32Array(records);
      for (let n = 0; n < count && event[n] <= i; n++) last[record[n]] = n + 1;
      for (let r = 0; r < records; r++) {
        const value = last[r] ? after(last[r] - 1) : undefined;
        if (value === undefined) continue;
        hosts[host(last[r] - 1)].set(key(last[r] - 1), { value, event: event[last[r] - 1] });
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
