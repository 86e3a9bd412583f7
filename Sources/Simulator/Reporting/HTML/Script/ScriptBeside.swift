/// The part of a page's script that sets another run beside this one.
///
/// The same run without the fault that decided it, or any other page: from before a fix, of a seed
/// that passes, of another variant.
enum ScriptBeside {
  static let text = #"""
    // ---- Two runs side by side.
    const besidePanel = (other) => {
      const line = ([time, where, text, event, weight]) => make('li',
        { class: weight === 2 ? 'bad' : weight ? 'fault' : '' },
        make('span', { class: 'why' }, `${time} ${where}`),
        event >= 0 ? link(event, cut(text, 110)) : make('span', {}, cut(text, 110)));
      const shared = Math.min(4, other.common);
      const column = (title, list, total) => make('div', {}, make('h3', {}, title),
        make('ol', { class: 'run' }, list.map((entry, index) => {
          const item = line(entry);
          if (index === shared) item.classList.add('parting');
          return item;
        })),
        make('p', { class: 'hint' },
          `${list.length} of ${total} lines, from shortly before the runs part.`));
      return [make('h2', {}, `The run ${other.title}`),
        make('p', {}, `The two runs are the same for ${other.common} lines; then this one `
          + `${other.holds ? 'breaks the law and the other keeps it' : 'and the other part'}.`
          + (other.digest ? ` Digest of the other: ${other.digest}.` : '')),
        make('div', { class: 'sides' }, column('This run', other.mine, other.mineTotal),
          column(other.title, other.theirs, other.theirsTotal)),
        onlyIn('Only in this run', other.mine, other.theirs),
        onlyIn(`Only in the run ${other.title}`, other.theirs, other.mine)];
    };
    // What one of two runs does and the other never does, whenever it is done.
    const onlyIn = (title, list, rest) => {
      const left = new Map();
      for (const [, where, text] of rest) {
        const name = `${where}: ${text}`;
        left.set(name, (left.get(name) || 0) + 1);
      }
      const found = list.filter(([, where, text]) => {
        const name = `${where}: ${text}`, count = left.get(name) || 0;
        left.set(name, count - 1);
        return count <= 0;
      });
      if (!found.length) return [make('h3', {}, title), make('p', { class: 'hint' }, 'nothing')];
      const most = 30;
      return [make('h3', {}, title), make('ul', { class: 'only' }, found.slice(0, most).map(
        ([, where, text, event]) => make('li', {}, make('span', { class: 'why' }, where),
          event >= 0 ? link(event, cut(text, 110)) : cut(text, 110)))),
        found.length > most ? make('p', { class: 'hint' },
          `${most} of ${found.length} are listed.`) : ''];
    };
    let chosen = null;
    const otherPanel = () => [
      chosen ? besidePanel(chosen) : D.other ? besidePanel(D.other)
        : make('h2', {}, 'Another run beside this one'),
      make('p', { class: 'hint' }, 'Another page, such as one from before a fix: '),
      make('input', { type: 'file', id: 'compare', accept: '.html',
        'aria-label': 'Another page to compare with', onchange: (event) => compare(event) }),
      chosen ? make('p', { class: 'bad' }, chosen.trouble || '') : '',
    ];
    // Another page is read as text: its data are taken out, and nothing of it is run.
    const compare = async (event) => {
      const file = event.target.files[0];
      if (!file) return;
      const text = await file.text();
      const begin = text.indexOf('id="data">');
      const end = text.indexOf('<' + '/script>', begin);
      try {
        if (begin < 0) throw new Error('it holds no run');
        chosen = besides(open(text.slice(begin + 10, end)), file.name);
      } catch (error) {
        chosen = { title: file.name, common: 0, mine: [], theirs: [], mineTotal: 0, theirsTotal: 0,
          trouble: `${file.name} cannot be compared: ${error.message}` };
      }
      fillPanel();
    };
    const besides = ({ data, strings }, name) => {
      if (data.schema !== D.schema) throw new Error(`it is of the form ${data.schema}`);
      const lines = (d, words, event) => {
        const told = new Set(d.told), list = [];
        for (let i = 0, at = 0; i < d.t.length; i++) {
          at += d.t[i];
          if (told.has(i) && i !== d.violation) continue;
          list.push([clock(at), d.p[i] >= 0 ? d.places[d.p[i]] : '',
            d.x[i] >= 0 ? words(d.x[i]) : d.kinds[d.k[i]], event ? i : -1,
            i === d.violation ? 2 : 0]);
        }
        return list;
      };
      const mine = lines(D, S, true), theirs = lines(data, strings, false);
      let common = 0;
      const least = Math.min(mine.length, theirs.length);
      while (common < least
        && mine[common].slice(0, 3).join() === theirs[common].slice(0, 3).join()) common++;
      const from = Math.max(0, common - 4), most = 400;
      return { title: `of ${name}`, common, holds: D.law && !data.law, digest: '',
        mineTotal: mine.length, theirsTotal: theirs.length,
        mine: mine.slice(from, from + most), theirs: theirs.slice(from, from + most) };
    };
    """#
}
