/// The part of a page's script that writes the whole run for a trace viewer.
///
/// The rules are Perfetto's: slices of one lane must nest, an arrow begins and ends inside a slice
/// that is open and stands before it in the file, and no arrow's number is used twice.
enum ScriptTrace {
  static let text = #"""
    // ---- The whole run as a Chrome trace, a process for each host.
    const perfetto = () => {
      const micros = (ns) => Math.round(ns) / 1000;
      const length = new Float64Array(N), next = new Map();
      for (let i = N - 1; i >= 0; i--) {
        const later = next.get(P[i]);
        const gap = later === undefined ? Infinity : T[later] - T[i];
        length[i] = gap > 0 ? Math.min(1000, gap) : length[later];
        next.set(P[i], i);
      }
      const begins = new Map(), ends = new Map();
      arrows.filter((a) => !arrowFate(a) && P[C[a]] >= 0 && P[a] >= 0).forEach((a, index) => {
        begins.set(C[a], [...(begins.get(C[a]) || []), index + 1]);
        ends.set(a, index + 1);
      });
      const list = D.places.flatMap((name, p) => [
        { ph: 'M', pid: p + 1, tid: 1, name: 'process_name', args: { name } },
        { ph: 'M', pid: p + 1, tid: 1, name: 'process_sort_index',
          args: { sort_index: lanes.indexOf(p) } }]);
      for (let i = 0; i < N; i++) {
        const at = { pid: P[i] + 1, tid: 1, ts: micros(T[i]) };
        if (P[i] >= 0) {
          list.push({ ph: 'X', ...at, dur: micros(length[i]), cat: kind(i), name: cut(label(i), 200),
            args: { event: number(i) } });
          for (const id of begins.get(i) || []) {
            list.push({ ph: 's', ...at, id, cat: 'message', name: 'message' });
          }
          if (ends.has(i)) {
            list.push({ ph: 'f', bp: 'e', ...at, id: ends.get(i), cat: 'message', name: 'message' });
          }
        }
        if (i === violation) list.push({ ph: 'i', s: 'g', pid: 0, tid: 1, ts: at.ts, name: D.law });
      }
      return JSON.stringify({ displayTimeUnit: 'ns', metadata: { replay: D.replay },
        traceEvents: list });
    };
    """#
}
