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
      const isNumber = (piece) => typeof piece === 'number';
      const counts = forms.map((form) => form.filter(isNumber).length);
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
          if (!isNumber(piece)) words += piece;
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
      const shape = new Int32Array(N);
      for (let i = 0, { next } = reader(data.s); i < N; i++) shape[i] = 7 * next();
      const column = (array, part) => {
        for (let i = 0; i < N; i++) array[i] = shapes[shape[i] + part];
        return array;
      };
      const sum = (letters) => {
        const result = new Float64Array(N), { next } = reader(letters);
        for (let i = 0, total = 0; i < N; i++) result[i] = total += next();
        return result;
      };
      const marks = column(new Uint8Array(N), 3);
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
      // Every change of a committed record.
      const changes = once(() => {
        const { ch } = rest(), chShapes = allSigned(rest().chShapes);
        const read = reader(ch), put = numbers(read);
        const list = [], last = new Map(), values = [];
        const words = (form) => {
          if (form < 0) return undefined;
          put(form, values, 0);
          return text(form, values, 0);
        };
        for (let event = 0; read.more();) {
          event += read.signed();
          const s = 4 * read.next(), host = chShapes[s], key = words(chShapes[s + 1]) || '';
          const place = `${host} ${key}`;
          const before = chShapes[s + 2] === -2 ? last.get(place) : words(chShapes[s + 2]);
          const after = words(chShapes[s + 3]);
          last.set(place, after);
          list.push({ event, host, key, before, after });
        }
        return list;
      });
      return { data, rest, N, T: sum(data.t), C, numbers: data.n ? sum(data.n) : null,
        K: column(new Uint8Array(N), 0), P: column(new Int16Array(N), 1),
        Q: column(new Int16Array(N), 2), marks, changes,
        label: (i) => told(i, 4) || data.kinds[shapes[shape[i]]],
        detail: (i) => told(i, 5), task: (i) => told(i, 6) };
    };
    """#
}
