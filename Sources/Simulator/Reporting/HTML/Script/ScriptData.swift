/// The part of a page's script that reads its data, or those of another page.
///
/// What the lines of the data hold is said where they are written, see ``ReportData``.
enum ScriptData {
  static let text = #"""
    // ---- Data: numbers as letters, texts as forms with numbers in them.
    const $ = (selector) => document.querySelector(selector);
    // What is needed later is read later: a large page would open slowly otherwise.
    const once = (make) => {
      let made = null;
      return () => made || (made = make());
    };
    // A number is written in base 32, the lowest digit first; the first 32 letters are last digits.
    const digits = new Uint8Array(128);
    [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/']
      .forEach((letter, digit) => (digits[letter.charCodeAt(0)] = digit));
    const reader = (text) => {
      let at = 0;
      const next = () => {
        let digit = digits[text.charCodeAt(at++)];
        if (digit < 32) return digit;
        let value = digit - 32, scale = 32;
        do {
          digit = digits[text.charCodeAt(at++)];
          value += (digit & 31) * scale;
          scale *= 32;
        } while (digit > 31);
        return value;
      };
      const signed = () => {
        const value = next();
        return value % 2 ? -(value + 1) / 2 : value / 2;
      };
      return { next, signed, more: () => at < text.length };
    };
    const allSigned = (letters) => {
      const list = [], { signed, more } = reader(letters);
      while (more()) list.push(signed());
      return list;
    };
    // The texts of a page, each made when it is shown.
    const textsOf = ({ forms, block, count }, shapes, lines) => {
      const places = Math.ceil(count / block);
      const counts = forms.map((form) => form.filter((piece) => typeof piece === 'number').length);
      const begins = counts.map(() => 0);
      for (let f = 1; f < forms.length; f++) begins[f] = begins[f - 1] + counts[f - 1];
      const total = begins[forms.length - 1] + counts[forms.length - 1];
      const lists = [];
      const itself = (n) => {
        const list = n >> 10;
        return (lists[list] || (lists[list] = JSON.parse(lines[2 + places + list])))[n & 1023];
      };
      const text = (form, values, at) => {
        let words = '';
        for (const piece of forms[form]) {
          if (typeof piece === 'string') words += piece;
          else {
            const value = values[at++];
            words += piece < 0 ? itself(value) : piece ? String(value).padStart(piece, '0') : value;
          }
        }
        return words;
      };
      // Reads the numbers of texts, each a difference from the last in its place.
      const numbers = (read) => {
        const last = new Float64Array(total);
        return (form, values, at) => {
          if (form < 0) return at;
          for (let k = begins[form], end = k + counts[form]; k < end; k++) {
            values[at++] = last[k] += read.signed();
          }
          return at;
        };
      };
      // By shape: how many numbers the line, the content and the task of an event take.
      const sizes = new Uint8Array(shapes.length);
      for (let k = 0; k < shapes.length; k++) {
        if (k % 7 > 3 && shapes[k] >= 0) sizes[k] = counts[shapes[k]];
      }
      const constant = forms.map((form, f) => (counts[f] ? null : form.join('')));
      return { counts, constant, sizes, text, numbers };
    };
    const open = (source) => {
      const lines = source.split('\n'), data = JSON.parse(lines[0]);
      if (data.schema !== 'orrery.page/3') throw new Error(`it is of the form ${data.schema}`);
      const N = data.count, { block } = data, shapes = allSigned(data.shapes);
      const { counts, constant, sizes, text, numbers } = textsOf(data, shapes, lines);
      const shape = new Int32Array(N), parts = Int32Array.from(shapes);
      const K = new Uint8Array(N), P = new Int16Array(N), Q = new Int16Array(N);
      const marks = new Uint8Array(N);
      for (let i = 0, { next } = reader(data.s); i < N; i++) {
        const s = shape[i] = 7 * next();
        K[i] = parts[s];
        P[i] = parts[s + 1];
        Q[i] = parts[s + 2];
        marks[i] = parts[s + 3];
      }
      const sum = (letters) => {
        const result = new Float64Array(N), { next } = reader(letters);
        for (let i = 0, total = 0; i < N; i++) result[i] = total += next();
        return result;
      };
      const C = new Int32Array(N).fill(-1);
      for (let i = 0, { next } = reader(data.c); i < N; i++) if (marks[i] & 4) C[i] = i - next();
      const blocks = [];
      const readBlock = (b) => {
        const from = b * block, count = Math.min(block, N - from);
        const starts = new Int32Array(count + 1);
        for (let k = 0; k < count; k++) {
          const s = shape[from + k];
          starts[k + 1] = starts[k] + sizes[s + 4] + sizes[s + 5] + sizes[s + 6];
        }
        const values = new Float64Array(starts[count]), put = numbers(reader(lines[2 + b]));
        for (let k = 0, at = 0; k < count; k++) {
          for (let part = 4; part < 7; part++) at = put(shapes[shape[from + k] + part], values, at);
        }
        return { starts, values };
      };
      // The line (4), the content (5) or the task (6) of an event.
      const told = (i, part) => {
        const s = shape[i], form = shapes[s + part];
        if (form < 0) return '';
        if (!counts[form]) return constant[form];
        const b = Math.floor(i / block);
        const { starts, values } = blocks[b] || (blocks[b] = readBlock(b));
        let at = starts[i - b * block];
        for (let before = 4; before < part; before++) at += sizes[s + before];
        return text(form, values, at);
      };
      const rest = once(() => JSON.parse(lines[1]));
      // The changes of committed records, their texts as numbers until they are shown.
      const changes = once(() => {
        const { ch, changes: count } = rest(), of = allSigned(rest().chShapes), read = reader(ch);
        const put = numbers(read), values = [];
        const event = new Int32Array(count), shape = new Int32Array(count);
        const back = new Int32Array(count), starts = new Int32Array(count);
        const record = new Int32Array(count);
        let records = 0;
        for (let n = 0, at = 0, last = 0; n < count; n++) {
          event[n] = last += read.signed();
          const s = shape[n] = 4 * read.next();
          back[n] = read.next();
          record[n] = back[n] ? record[n - back[n]] : records++;
          starts[n] = at;
          for (let part = 1; part < 4; part++) at = put(of[s + part], values, at);
        }
        // The key (1), what was before (2) and what is after it (3), as far as it is told.
        const words = (n, part) => {
          const s = shape[n], form = of[s + part];
          if (form < 0) return undefined;
          let at = starts[n];
          for (let k = 1; k < part; k++) if (of[s + k] >= 0) at += counts[of[s + k]];
          return counts[form] ? text(form, values, at) : constant[form];
        };
        const after = (n) => words(n, 3);
        const before = (n) => of[shape[n] + 2] !== -2 ? words(n, 2)
          : back[n] ? after(n - back[n]) : undefined;
        return { count, records, record, event, before, after, host: (n) => of[shape[n]],
          key: (n) => words(n, 1) || '' };
      });
      return { data, rest, N, T: sum(data.t), C, K, P, Q, marks, changes,
        numbers: data.n ? sum(data.n) : null,
        label: (i) => told(i, 4) || data.kinds[shapes[shape[i]]],
        detail: (i) => told(i, 5), task: (i) => told(i, 6) };
    };
    """#
}
